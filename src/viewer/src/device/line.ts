/** What is needed of an RTCDataChannel, so that tests can be one. */
export interface Line {
  readonly readyState: RTCDataChannelState;
  binaryType: BinaryType;
  onopen: ((event: Event) => void) | null;
  onmessage: ((event: MessageEvent) => void) | null;
  onclose: ((event: Event) => void) | null;
  send(text: string): void;
}
