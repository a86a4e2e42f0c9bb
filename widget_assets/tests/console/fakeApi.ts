import { type Api, type ApiProblem, RequestFailed } from "../../src/console/api/createApi.js";

type Posted = {
  path: string;
  body: Record<string, unknown>;
  resolve(answer: unknown): void;
  reject(error: Error): void;
};

export type FakeApi = Api & {
  /** All that was posted, in order. */
  readonly posted: readonly { readonly path: string; readonly body: Record<string, unknown> }[];
  /** What was posted to a path and has no answer. */
  open(path: string): number;
  /** Answers the oldest post to a path that has no answer. */
  answer(path: string, answer: unknown): Promise<void>;
  fail(path: string, code: ApiProblem): Promise<void>;
};

/** An API whose server is the test. */
export function fakeApi(): FakeApi {
  const posted: { path: string; body: Record<string, unknown> }[] = [];
  const waiting: Posted[] = [];
  const settled = () => new Promise<void>((resolve) => setTimeout(resolve));

  function take(path: string): Posted {
    const index = waiting.findIndex((each) => each.path === path);
    const [found] = index < 0 ? [] : waiting.splice(index, 1);
    if (!found) throw new Error(`nothing was posted to ${path}`);
    return found;
  }

  return {
    posted,
    post: <T>(path: string, body: unknown) =>
      new Promise<T>((resolve, reject) => {
        const told = { path, body: body as Record<string, unknown> };
        posted.push(told);
        waiting.push({ ...told, resolve: (answer) => resolve(answer as T), reject });
      }),
    open: (path) => waiting.filter((each) => each.path === path).length,
    async answer(path, answer) {
      take(path).resolve(answer);
      await settled();
    },
    async fail(path, code) {
      take(path).reject(new RequestFailed(code));
      await settled();
    },
  };
}
