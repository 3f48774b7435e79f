/** One key for each control; Escape closes what is open. */

export type Keys = Readonly<Record<string, () => void>>;

export function listenForKeys(keys: Keys): void {
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    // Letters belong to whoever types them; Escape closes from everywhere.
    if (event.key !== 'Escape' && (event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement)) return;
    const act = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
}
