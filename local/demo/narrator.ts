// Speaks to the person at the terminal: whole lines that stay, and one progress line that is written over. Where the
// output is no terminal, the progress line becomes a plain line every few seconds.

const QUIET_MS = 5_000;

export interface Narrator {
  say(text: string): void;
  progress(text: string): void;
  /** The last words: what comes after them is not written. */
  end(text: string): void;
}

export const createNarrator = (out: NodeJS.WriteStream): Narrator => {
  let showing = false;
  let ended = false;
  let lastLine = performance.now();
  const say = (text: string): void => {
    if (ended) return;
    if (showing) out.write('\r\x1b[K');
    showing = false;
    lastLine = performance.now();
    out.write(`${text}\n`);
  };
  return {
    say,
    end: (text) => {
      say(text);
      ended = true;
    },
    progress: (text) => {
      if (ended) return;
      if (out.isTTY) {
        out.write(`\r\x1b[K  ${text}`.slice(0, (out.columns ?? 80) + 4));
        showing = true;
      } else if (performance.now() - lastLine >= QUIET_MS) {
        lastLine = performance.now();
        out.write(`  ${text}\n`);
      }
    },
  };
};

/** For what goes on beside something else, which has the one progress line for so long. */
export const withoutProgress = (narrator: Narrator, isTaken: () => boolean): Narrator => ({
  ...narrator,
  progress: (text) => {
    if (!isTaken()) narrator.progress(text);
  },
});

export const inMegabytes = (bytes: number): string =>
  bytes < 1_000_000 ? `${(bytes / 1_000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;

export const inSeconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;

export const counted = (count: number, thing: string): string =>
  `${count.toLocaleString('en-US')} ${thing}${count === 1 ? '' : 's'}`;
