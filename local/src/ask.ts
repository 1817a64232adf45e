/** Asks for what was not given, at a terminal. */
import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";

/** PMS_EMAIL and PMS_PASSWORD, else a prompt; undefined where nobody can be asked. */
export async function askCredentials(
  environment: Readonly<Record<string, string | undefined>>,
): Promise<{ email: string; password: string } | undefined> {
  const { PMS_EMAIL, PMS_PASSWORD } = environment;
  if (PMS_EMAIL && PMS_PASSWORD) return { email: PMS_EMAIL, password: PMS_PASSWORD };
  if (!process.stdin.isTTY) return undefined;
  const email = PMS_EMAIL || (await ask("E-mail: ", false));
  return { email, password: PMS_PASSWORD || (await ask("Password: ", true)) };
}

async function ask(question: string, hidden: boolean): Promise<string> {
  process.stdout.write(question);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const prompt = createInterface({ input: process.stdin, output: hidden ? silent : process.stdout, terminal: true });
  const answer = await prompt.question("");
  prompt.close();
  if (hidden) process.stdout.write("\n");
  return answer.trim();
}
