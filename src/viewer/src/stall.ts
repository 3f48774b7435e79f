/** Tells a picture that has stopped from one that is merely slow, and a computer that slept from one that was busy. */

/** Without a picture for this long, a person is told. */
const STOPPED_MS = 4_000;
/** While packets still arrive (a key frame over a thin line takes its time) the session is given this long. */
const STALLED_MS = 9_000;
/** The tick comes every second; a gap like this means that the computer slept. */
const SLEEP_MS = 6_000;
/** After a reason for doubt the path has this long to bring something. */
const PROOF_MS = 1_500;

/** `stopped`: say so. `stalled`, `dead`: start afresh. */
export type Verdict = 'fine' | 'stopped' | 'stalled' | 'dead';

export class StallWatch {
  #frames = -1;
  #packets = -1;
  #frameAt = 0;
  #packetAt = 0;
  #tickAt = 0;
  #proofBy: number | undefined;

  /** A picture starts, or starts over, at `now`: milliseconds of a clock that runs on while the computer sleeps. */
  begin(now: number): void {
    this.#frames = this.#packets = -1;
    this.#frameAt = this.#packetAt = this.#tickAt = now;
    this.#proofBy = undefined;
  }

  /** Something happened after which the path may be dead without knowing it: new packets must come soon. */
  doubt(now: number): void {
    this.#packets = -1;
    this.#proofBy ??= now + PROOF_MS;
  }

  /** Once a second, with the totals so far. A page that is not `visible` need not decode. */
  tick(now: number, frames: number, packets: number, visible: boolean): Verdict {
    const slept = now - this.#tickAt > SLEEP_MS;
    this.#tickAt = now;
    if (frames !== this.#frames || !visible || slept) {
      this.#frames = frames;
      this.#frameAt = now;
    }
    if (packets !== this.#packets) {
      // What came before the doubt proves nothing: the first look only sets the mark.
      if (this.#packets >= 0) this.#proofBy = undefined;
      this.#packets = packets;
      this.#packetAt = now;
    }
    if (slept) {
      // Browsers hold hidden pages' timers back to one a minute: there a gap means nothing.
      if (visible) this.doubt(now);
      return 'fine';
    }
    if (this.#proofBy !== undefined && now > this.#proofBy) return 'dead';
    const still = now - this.#frameAt;
    if (still > STALLED_MS || (still > STOPPED_MS && now - this.#packetAt > STOPPED_MS)) return 'stalled';
    return still > STOPPED_MS ? 'stopped' : 'fine';
  }
}
