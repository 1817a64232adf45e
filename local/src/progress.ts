/** One line of progress: rewritten in place at a terminal, once a second elsewhere. */
export function createProgress(stream: NodeJS.WriteStream): { say(text: string): void; end(): void } {
  let lastMs = 0;
  let open = false;
  return {
    say(text) {
      if (stream.isTTY) {
        stream.write(`\r\u001b[2K  ${text}`);
        open = true;
      } else if (Date.now() - lastMs >= 1_000) {
        stream.write(`  ${text}\n`);
        lastMs = Date.now();
      }
    },
    end() {
      if (open) stream.write("\n");
      open = false;
    },
  };
}
