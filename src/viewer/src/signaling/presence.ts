/** What the camera's retained topics say about it (contract §6): whether it is there, and whether it is switched on. */
import type { MqttConnection } from './mqttConnection.ts';

export interface PresenceEvents {
  /** The status went from offline to online. */
  returned(): void;
  /** Something changed for the worse: the camera went offline, or was switched off. */
  left(): void;
}

export class Presence {
  /** Undefined until the broker has said so. */
  #online: boolean | undefined;
  #on: boolean | undefined;

  constructor(connection: MqttConnection, topicPrefix: string, id: string, events: PresenceEvents) {
    const base = `${topicPrefix}/v1/${id}`;
    connection.subscribe(`${base}/status`, (text) => {
      if (text !== 'online' && text !== 'offline') return;
      const was = this.#online;
      this.#online = text === 'online';
      if (this.#online && was === false) events.returned();
      if (!this.#online && was !== false) events.left();
    });
    connection.subscribe(`${base}/camera/state`, (text) => {
      if (text !== 'ON' && text !== 'OFF') return;
      const was = this.#on;
      this.#on = text === 'ON';
      if (this.#on && was === false) events.returned();
      if (!this.#on && was !== false) events.left();
    });
  }

  get isOffline(): boolean {
    return this.#online === false;
  }

  get isSwitchedOff(): boolean {
    return this.#on === false;
  }
}
