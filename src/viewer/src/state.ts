/** What is going on, as a value, and the words a person reads for it. */
import type { Failure } from './failure.ts';

export type Step = 'broker' | 'camera' | 'network' | 'picture';

export type State =
  | { readonly kind: 'starting' }
  /** No camera is known, or this one wants a pairing link. */
  | { readonly kind: 'unpaired'; readonly rejectedLink: boolean }
  | { readonly kind: 'unsupported' }
  | { readonly kind: 'connecting'; readonly step: Step; readonly host: string }
  | { readonly kind: 'live' }
  /** The browser wants a touch before it plays. */
  | { readonly kind: 'blocked' }
  | { readonly kind: 'reconnecting'; readonly cause: Failure }
  | { readonly kind: 'camera-off'; readonly known: boolean; readonly message: string }
  | { readonly kind: 'offline' }
  | { readonly kind: 'busy' }
  | { readonly kind: 'no-broker'; readonly host: string; readonly message: string }
  | { readonly kind: 'refused'; readonly cause: Extract<Failure, { kind: 'refused' }> };

export type StateKind = State['kind'];
export type Tone = 'calm' | 'good' | 'warn' | 'bad';

export interface Words {
  /** Two or three words for the pill beside the name. */
  readonly label: string;
  readonly headline: string;
  readonly advice: string;
  readonly tone: Tone;
}

/** The state in which a failure leaves the viewer while it waits for the next attempt. */
export function stateAfter(failure: Failure): State {
  switch (failure.kind) {
    case 'refused':
      return { kind: 'refused', cause: failure };
    case 'busy':
    case 'offline':
      return { kind: failure.kind };
    case 'camera-off':
      return { kind: 'camera-off', known: failure.known, message: failure.message };
    case 'no-broker':
      return { kind: 'no-broker', host: failure.host, message: failure.message };
    default:
      return { kind: 'reconnecting', cause: failure };
  }
}

/** Whether trying again in this state keeps its words on the screen: somebody who waits wants no flicker. */
export function isPatient(state: State): boolean {
  return state.kind === 'camera-off' || state.kind === 'offline' || state.kind === 'busy' || state.kind === 'no-broker' || state.kind === 'refused';
}

export function words(state: State, name: string): Words {
  const camera = name || 'The camera';
  switch (state.kind) {
    case 'starting':
      return say('Starting', 'Looking for the camera', 'Asking this address which camera it serves.');
    case 'unpaired':
      return state.rejectedLink
        ? say('Not paired', 'This pairing link does not work', 'It is incomplete or damaged. Copy the whole link again, or ask the owner of the camera for a new one.', 'warn')
        : say('Not paired', name ? `${camera} needs a pairing link` : 'No camera here yet', 'Ask the owner of the camera for a pairing link and open it in this browser, or paste it below.', 'warn');
    case 'unsupported':
      return say('Not supported', 'This browser cannot show live video', 'It lacks WebRTC or H.264. Use a current version of Chrome, Edge, Firefox or Safari.', 'bad');
    case 'connecting':
      return say('Connecting', `Connecting to ${name || 'the camera'}`, STEPS[state.step](camera, state.host));
    case 'live':
      return say('Live', `${camera} is live`, '', 'good');
    case 'blocked':
      return say('Paused', 'Ready to play', 'This browser waits for your permission to play. Press Play.');
    case 'reconnecting':
      return lost(state.cause, camera);
    case 'camera-off':
      return state.known
        ? say('Camera off', `${camera} is switched off`, 'Somebody switched the camera off for privacy. The picture comes back by itself when it is switched on.', 'warn')
        : say('No picture', `${camera} has no picture to give`, withReason('It may be switched off or still starting. The picture comes back by itself.', state.message), 'warn');
    case 'offline':
      return say('Offline', `${camera} is offline`, 'The broker cannot reach the camera. Check its power and its network. The picture comes back by itself when the camera does.', 'bad');
    case 'busy':
      return say('Full', `${camera} is full`, 'It already serves as many viewers as it may. This page joins as soon as somebody leaves.', 'warn');
    case 'no-broker':
      return state.message
        ? say('No broker', 'The broker does not serve this page', withReason(`Something answers at ${state.host}, but not as it should. Trying again by itself.`, state.message), 'bad')
        : say('No broker', 'The broker cannot be reached', `Nothing answers at ${state.host}. Check this device’s network, and that the broker runs.`, 'bad');
    case 'refused':
      return refused(state.cause, camera);
  }
}

const STEPS: Record<Step, (camera: string, host: string) => string> = {
  broker: (_, host) => `Reaching ${host}.`,
  camera: (camera) => `Asking ${camera} for its picture.`,
  network: (camera) => `${camera} answered. Finding the shortest way to it.`,
  picture: () => 'Connected. Waiting for the first picture.',
};

function lost(cause: Failure, camera: string): Words {
  const label = 'Reconnecting';
  const tone: Tone = 'warn';
  switch (cause.kind) {
    case 'silent':
      return say(label, `${camera} does not answer`, 'The broker is there, the camera stays silent. Check that the camera runs.', tone);
    case 'unreachable':
      return say(label, `${camera} does not answer`, `Nothing answers at ${cause.host}. Check the camera’s power and this device’s network.`, tone);
    case 'no-path':
      return say(label, `No way to ${camera}`, 'The camera answered, but no network path carries the picture. A TURN server in its configuration helps behind strict firewalls.', tone);
    case 'stalled':
      return say(label, 'The picture has stopped', 'The connection stands but no pictures arrive. Starting afresh.', tone);
    case 'ended':
      return say(label, `${camera} ended the session`, withReason('Reconnecting by itself.', cause.reason), tone);
    case 'error':
      return say(label, 'Something went wrong', withReason('Trying again by itself.', cause.message), tone);
    default:
      return say(label, 'Connection lost', 'The network between here and the camera was interrupted. Reconnecting by itself.', tone);
  }
}

function refused(cause: Extract<Failure, { kind: 'refused' }>, camera: string): Words {
  const label = 'Refused';
  switch (cause.why) {
    case 'unauthorized':
      return say(label, `${camera} does not know this viewer`, 'The pairing was removed or has expired. Ask the owner for a new pairing link.', 'bad');
    case 'forbidden':
      return say(label, `You may not watch ${camera}`, 'This pairing does not include the picture. Ask the owner for one that does.', 'bad');
    case 'fingerprint':
      return say(label, 'This is not the camera you paired with', `Somebody else answered in the place of ${camera}, so nothing is shown. If the camera was set up anew, ask its owner for a new pairing link.`, 'bad');
    case 'broker':
      return say(label, 'The broker refuses this page', withReason('Its rules do not let this viewer in. The owner of the broker can change that.', cause.message), 'bad');
    case 'unsupported':
      return say(label, `${camera} and this browser do not match`, withReason('They found no common way to talk.', cause.message), 'bad');
  }
}

function withReason(advice: string, reason: string): string {
  return reason ? `${advice} (${reason})` : advice;
}

function say(label: string, headline: string, advice: string, tone: Tone = 'calm'): Words {
  return { label, headline, advice, tone };
}
