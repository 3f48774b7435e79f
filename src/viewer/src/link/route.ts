/** The stations of the picture's way, from the camera to the person. */
import type { CandidateType } from '../device/telemetry.ts';
import type { LinkFacts } from './linkFacts.ts';

export type StationKind = 'camera' | 'nat' | 'relay' | 'network' | 'internet' | 'you';

export interface Station {
  readonly kind: StationKind;
  readonly label: string;
}

/** `cameraSide`: the camera's candidate as the camera itself sees it, where it has said so; it knows of a relay of its own. */
export function route(facts: LinkFacts, cameraSide: CandidateType | undefined): readonly Station[] {
  const camera: Station = { kind: 'camera', label: 'Camera' };
  const you: Station = { kind: 'you', label: 'You' };
  const cameraType = facts.camera === 'host' && cameraSide === 'relay' ? 'relay' : facts.camera;
  if (facts.viewer === 'relay' || cameraType === 'relay') {
    return [camera, { kind: 'nat', label: 'Router' }, { kind: 'relay', label: 'Relay' }, { kind: 'nat', label: 'Router' }, you];
  }
  if (facts.network === 'loopback') return [camera, you];
  const cameraNat = isTranslated(facts.camera);
  const viewerNat = isTranslated(facts.viewer);
  if (facts.network === 'private' || (!cameraNat && !viewerNat && facts.network === 'unknown')) return [camera, { kind: 'network', label: 'Your network' }, you];
  return [
    camera,
    ...(cameraNat ? [{ kind: 'nat', label: 'Router' } as const] : []),
    { kind: 'internet', label: 'Internet' },
    ...(viewerNat ? [{ kind: 'nat', label: 'Router' } as const] : []),
    you,
  ];
}

function isTranslated(type: CandidateType): boolean {
  return type === 'srflx' || type === 'prflx';
}
