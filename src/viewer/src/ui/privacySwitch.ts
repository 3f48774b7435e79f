/** Switches the camera off. It asks first: the picture ends for everybody, and this page cannot switch it on again. */
import { icon, make } from './elements.ts';

export class PrivacySwitch {
  readonly element: HTMLElement;

  constructor(switchOff: () => Promise<boolean>) {
    const ask = make('button', '', icon('power'), make('span', 'Switch the camera off…'));
    ask.type = 'button';
    ask.id = 'privacy';
    ask.className = 'plain';
    const sure = make('button', 'Switch off');
    sure.type = 'button';
    sure.id = 'privacy-sure';
    sure.className = 'plain danger';
    const cancel = make('button', 'Cancel');
    cancel.type = 'button';
    cancel.className = 'plain';
    const buttons = make('div', '', sure, cancel);
    buttons.className = 'pair';
    const question = make('div', '', make('p', 'The picture ends for everybody. Only the house (its MQTT switch “Camera”) can switch it on again; this page then shows it by itself.'), buttons);
    question.className = 'question';
    question.hidden = true;

    const open = (isOpen: boolean): void => {
      question.hidden = !isOpen;
      ask.hidden = isOpen;
      (isOpen ? cancel : ask).focus();
    };
    ask.addEventListener('click', () => open(true));
    cancel.addEventListener('click', () => open(false));
    sure.addEventListener('click', () => {
      sure.disabled = true;
      void switchOff().finally(() => {
        sure.disabled = false;
        open(false);
      });
    });
    this.element = make('div', '', ask, question);
  }
}
