/** The camera's lasting DTLS certificate, pinned by its SHA-256 fingerprint in SDP form (contract §4). */

export const FINGERPRINT = /^[0-9A-F]{2}(:[0-9A-F]{2}){31}$/;

/**
 * Whether every certificate an answer could be accepted with is the pinned one. Strict on purpose: several fingerprints
 * may stand in one description (RFC 8122 §5), and a second one would be a door beside the locked one.
 */
export function answerIsPinned(sdp: string, pinned: string): boolean {
  // A line ends with CRLF or LF for the browser; a CR alone must not hide a line from us that the browser sees.
  const lines = sdp.replaceAll('\r\n', '\n').split('\n');
  if (lines.some((line) => line.includes('\r') || line.includes('\0'))) return false;

  let ofSession = false;
  const ofMedia: boolean[] = [];
  for (const line of lines) {
    if (line.startsWith('m=')) {
      ofMedia.push(false);
    } else if (/fingerprint/i.test(line)) {
      if (!isPinned(line, pinned)) return false;
      if (ofMedia.length === 0) ofSession = true;
      else ofMedia[ofMedia.length - 1] = true;
    }
  }
  return ofMedia.length > 0 && (ofSession || ofMedia.every(Boolean));
}

// RFC 8122 §5: the hash function's name is case-insensitive; hex is upper case, yet lower case means the same bytes.
function isPinned(line: string, pinned: string): boolean {
  const match = /^a=fingerprint:sha-256 ([0-9A-Fa-f:]{95})[ \t]*$/i.exec(line);
  return match?.[1]?.toUpperCase() === pinned;
}
