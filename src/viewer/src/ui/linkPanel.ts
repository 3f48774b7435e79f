/** "Explain my connection": the way the picture takes, how well it goes, and where the time is spent. */
import type { EchoResult } from '../device/echoTest.ts';
import type { Telemetry } from '../device/telemetry.ts';
import { delays, type Delays } from '../link/delays.ts';
import { explain, type Explanation } from '../link/explain.ts';
import { echoWords, reportText } from '../link/report.ts';
import { route } from '../link/route.ts';
import { button, element, make, write } from './elements.ts';
import type { Measured } from './details.ts';
import { bitrate, milliseconds, percent } from './format.ts';
import { PathPicture } from './pathPicture.ts';
import type { Toast } from './toast.ts';

export interface LinkMeasured extends Measured {
  readonly telemetry: Telemetry | undefined;
  readonly version: string;
  readonly isLive: boolean;
}

export interface LinkPanelEvents {
  test(): Promise<EchoResult | undefined>;
}

export class LinkPanel {
  readonly #panel = element('link-panel', HTMLElement);
  readonly #picture = new PathPicture();
  readonly #sentence = element('link-sentence', HTMLElement);
  readonly #advice = element('link-advice', HTMLElement);
  readonly #figures = new Map(['rtt', 'loss', 'rate'].map((name) => [name, { value: element(`link-${name}`, HTMLElement), note: element(`link-${name}-note`, HTMLElement) }]));
  readonly #bar = element('delay-bar', HTMLElement);
  readonly #legend = element('delay-legend', HTMLElement);
  readonly #total = element('delay-total', HTMLElement);
  readonly #delay = element('delay', HTMLElement);
  readonly #result = element('echo-result', HTMLElement);
  readonly #toast: Toast;
  #measured: LinkMeasured | undefined;
  #explanation: Explanation | undefined;
  #delays: Delays | undefined;
  #echo: EchoResult | undefined;
  #repaired = { session: '', at: 0, count: 0, perSecond: 0 };

  constructor(toast: Toast, events: LinkPanelEvents) {
    this.#toast = toast;
    element('path-picture', HTMLElement).append(this.#picture.element);
    const test = button('echo-test');
    test.addEventListener('click', async () => {
      test.disabled = true;
      write(this.#result, 'Sending 20 messages…');
      this.#echo = await events.test();
      write(this.#result, this.#echo ? `${echoWords(this.#echo)}.` : 'There is no connection to test right now.');
      test.disabled = false;
    });
    button('copy-report').addEventListener('click', () => void this.#copy());
  }

  get explanation(): Explanation | undefined {
    return this.#explanation;
  }

  show(measured: LinkMeasured): void {
    const { statistics, telemetry } = measured;
    const facts = statistics?.link;
    this.#panel.hidden = facts === undefined;
    if (!statistics || !facts) {
      this.#measured = this.#explanation = undefined;
      return;
    }
    this.#measured = measured;
    const lossPercent = Math.max(statistics.lossPercent, (telemetry?.loss ?? 0) * 100);
    const target = telemetry && telemetry.targetKbps * 1000;
    this.#explanation = explain(facts, {
      rttMs: statistics.rttMs,
      lossPercent,
      repairedPerSecond: this.#repairedPerSecond(measured),
      target,
      estimate: telemetry?.estimateKbps === undefined ? undefined : telemetry.estimateKbps * 1000,
      framesPerSecond: statistics.framesPerSecond,
      bufferMs: statistics.bufferMs,
      decodeMs: statistics.decodeMs,
    });
    this.#delays = delays({ cameraMs: telemetry?.delayMs, rttMs: statistics.rttMs, bufferMs: statistics.bufferMs, decodeMs: statistics.decodeMs, totalMs: measured.delayMs });
    this.#picture.show(route(facts, telemetry?.local), this.#explanation.verdict, measured.isLive);
    this.#panel.dataset['verdict'] = this.#explanation.verdict;
    write(this.#sentence, this.#explanation.path);
    write(this.#advice, this.#explanation.advice);
    this.#figure('rtt', milliseconds(statistics.rttMs), telemetry?.rttMs === undefined ? '' : `camera: ${milliseconds(telemetry.rttMs)}`);
    this.#figure('loss', percent(lossPercent), telemetry && telemetry.retransmissions > 0 ? `${telemetry.retransmissions} repaired` : '');
    this.#figure('rate', bitrate(statistics.bitrate), rateNote(target, telemetry?.estimateKbps));
    this.#showDelays(this.#delays);
  }

  #figure(name: string, value: string, note: string): void {
    const figure = this.#figures.get(name);
    if (!figure) return;
    write(figure.value, value);
    write(figure.note, note);
  }

  #showDelays(shown: Delays | undefined): void {
    this.#delay.hidden = shown === undefined;
    if (!shown) return;
    write(this.#total, `${shown.isMeasured ? '' : 'at least '}${milliseconds(Math.round(shown.totalMs))}`);
    const stages = shown.stages;
    if (this.#bar.children.length !== stages.length) {
      this.#bar.replaceChildren(...stages.map(() => make('i')));
      this.#legend.replaceChildren(...stages.map(() => make('li', '', make('i'), make('span'), make('b'))));
    }
    stages.forEach(({ name, ms }, i) => {
      const part = this.#bar.children[i];
      const row = this.#legend.children[i];
      if (part instanceof HTMLElement) part.style.flexGrow = String(Math.max(ms, 0.01));
      if (row?.children[1]) write(row.children[1], name);
      if (row?.children[2]) write(row.children[2], milliseconds(ms));
    });
  }

  /** The camera counts since the session began; a person wants to know about now. */
  #repairedPerSecond({ telemetry, session }: LinkMeasured): number {
    const now = performance.now();
    const last = this.#repaired;
    const count = telemetry?.retransmissions ?? 0;
    const name = session ?? '';
    if (name !== last.session || count < last.count) this.#repaired = { session: name, at: now, count, perSecond: 0 };
    else if (now - last.at >= 2_000) this.#repaired = { session: name, at: now, count, perSecond: ((count - last.count) / (now - last.at)) * 1000 };
    return this.#repaired.perSecond;
  }

  async #copy(): Promise<void> {
    const measured = this.#measured;
    const { statistics } = measured ?? {};
    if (!measured || !statistics?.link || !this.#explanation) return;
    const text = reportText({
      at: new Date(),
      camera: measured.camera?.name ?? '',
      version: measured.version,
      signaling: measured.signaling === 'whep' ? 'WHEP' : 'MQTT',
      browser: navigator.userAgent,
      explanation: this.#explanation,
      facts: statistics.link,
      statistics,
      telemetry: measured.telemetry,
      delays: this.#delays,
      echo: this.#echo,
    });
    try {
      await navigator.clipboard.writeText(text);
      this.#toast.show('Report copied');
    } catch {
      // Without TLS, or without permission, a browser keeps its clipboard to itself: then as a file.
      save(text);
      this.#toast.show('Report saved as a file');
    }
  }
}

function rateNote(target: number | undefined, estimateKbps: number | undefined): string {
  if (target === undefined) return '';
  return estimateKbps === undefined ? `target ${bitrate(target)}` : `target ${bitrate(target)}, line ${bitrate(estimateKbps * 1000)}`;
}

function save(text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  const link = make('a');
  link.href = address;
  link.download = 'camagent-connection.txt';
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
