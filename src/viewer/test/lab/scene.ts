/** The fake camera's picture: a house at dusk with something moving, and the clock of contract §9. */
import { SQUARE, SQUARES, crc8 } from '../../src/clock.ts';

const WIDTH = 1280;
const HEIGHT = 720;

export class Scene {
  readonly canvas = document.createElement('canvas');
  readonly #context: CanvasRenderingContext2D;
  #running = true;

  constructor() {
    this.canvas.width = WIDTH;
    this.canvas.height = HEIGHT;
    const context = this.canvas.getContext('2d', { alpha: false });
    if (!context) throw new Error('no canvas');
    this.#context = context;
    const backdrop = document.createElement('canvas');
    backdrop.width = WIDTH;
    backdrop.height = HEIGHT;
    const still = backdrop.getContext('2d');
    if (still) house(still);
    setInterval(() => this.#running && this.#draw(backdrop), 1000 / 30);
  }

  jpeg(): Promise<Blob | null> {
    return new Promise((resolve) => this.canvas.toBlob(resolve, 'image/jpeg', 0.9));
  }

  set running(running: boolean) {
    this.#running = running;
  }

  #draw(backdrop: HTMLCanvasElement): void {
    const context = this.#context;
    context.drawImage(backdrop, 0, 0);
    const x = ((Date.now() / 12) % (WIDTH + 200)) - 100;
    context.fillStyle = '#10151c';
    context.beginPath();
    context.ellipse(x, 640, 46, 22, 0, 0, Math.PI * 2);
    context.ellipse(x + 48, 618, 20, 18, 0, 0, Math.PI * 2);
    context.fill();
    context.fillStyle = '#ffffffcc';
    context.font = '26px monospace';
    context.fillText(new Date().toISOString().slice(11, 23), 1090, 700);
    clock(context);
  }
}

function clock(context: CanvasRenderingContext2D): void {
  const now = BigInt(Date.now()) & 0xff_ffff_ffffn;
  const bytes = [32n, 24n, 16n, 8n, 0n].map((shift) => Number((now >> shift) & 0xffn));
  bytes.push(crc8(bytes));
  for (let i = 0; i < SQUARES; i++) {
    context.fillStyle = ((bytes[i >> 3] ?? 0) >> (7 - (i & 7))) & 1 ? '#fff' : '#000';
    context.fillRect(i * SQUARE, 0, SQUARE, SQUARE);
  }
}

function house(context: CanvasRenderingContext2D): void {
  const sky = context.createLinearGradient(0, 0, 0, 520);
  sky.addColorStop(0, '#1d2b4a');
  sky.addColorStop(0.55, '#7a6a8c');
  sky.addColorStop(1, '#f0a46a');
  context.fillStyle = sky;
  context.fillRect(0, 0, WIDTH, HEIGHT);
  context.fillStyle = '#27313c';
  context.beginPath();
  context.moveTo(0, 470);
  for (let x = 0; x <= WIDTH; x += 40) context.lineTo(x, 450 + 40 * Math.sin(x / 130) * Math.cos(x / 310));
  context.lineTo(WIDTH, HEIGHT);
  context.lineTo(0, HEIGHT);
  context.fill();
  context.fillStyle = '#3d4a3d';
  context.fillRect(0, 590, WIDTH, 130);
  context.fillStyle = '#8d8478';
  context.beginPath();
  context.moveTo(560, 590);
  context.lineTo(700, 590);
  context.lineTo(860, 720);
  context.lineTo(420, 720);
  context.fill();
  context.fillStyle = '#cdb89c';
  context.fillRect(380, 300, 500, 290);
  context.fillStyle = '#5b3b34';
  context.beginPath();
  context.moveTo(340, 310);
  context.lineTo(630, 160);
  context.lineTo(920, 310);
  context.fill();
  context.fillStyle = '#1f5a55';
  context.fillRect(570, 400, 110, 190);
  context.fillStyle = '#e8c268';
  context.fillRect(430, 390, 90, 80);
  context.fillRect(735, 390, 90, 80);
  context.fillStyle = '#f5d98b';
  context.beginPath();
  context.arc(663, 500, 5, 0, Math.PI * 2);
  context.fill();
  context.strokeStyle = '#6d5643';
  context.lineWidth = 6;
  for (const x of [430, 735]) {
    context.strokeRect(x, 390, 90, 80);
    context.beginPath();
    context.moveTo(x + 45, 390);
    context.lineTo(x + 45, 470);
    context.stroke();
  }
}
