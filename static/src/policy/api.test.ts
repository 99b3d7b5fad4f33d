import { expect, it } from "vitest";

import { csrfToken, NoRightError, OfflineError, PolicyApi, RefusedError } from "./api";

function answering(status: number, body: unknown): PolicyApi {
  const answer = (): Promise<Response> =>
    Promise.resolve(new Response(JSON.stringify(body), { status }));
  return new PolicyApi("/p/", "t", answer);
}

it("tells refusals, rights and trouble apart", async () => {
  await expect(answering(403, {}).page()).rejects.toBeInstanceOf(NoRightError);
  await expect(answering(502, {}).page()).rejects.toBeInstanceOf(OfflineError);
  const refused = answering(400, { detail: "gap must be from 0 to 10", rule: 1 }).read([]);
  await expect(refused).rejects.toMatchObject({ message: "gap must be from 0 to 10", rule: 1 });
  await expect(answering(400, ["odd"]).read([])).rejects.toBeInstanceOf(RefusedError);
});

it("uses the token of the newest sign-in", () => {
  expect(csrfToken("a=b; csrftoken=new%21; c=d")).toBe("new!");
  expect(csrfToken("")).toBe("");
});
