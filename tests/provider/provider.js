// node provider.js PORT ADDRESS: a provider on this machine for a Lärka at ADDRESS. Whoever logs in says who they are, and how surely.
import { randomUUID } from "node:crypto";
import Provider from "oidc-provider";

const [port, larka] = [Number(process.argv[2]), process.argv[3]];
const NUMBER = "https://id.oidc.se/claim/personalIdentityNumber";
const TOLD = ["eduPersonPrincipalName", NUMBER];
const people = new Map();

const provider = new Provider(`http://localhost:${port}`, {
  clients: [
    {
      client_id: "larka",
      client_secret: "only for tests",
      redirect_uris: [`${larka}/logga-in/via/svar/`],
      post_logout_redirect_uris: [`${larka}/logga-in/`],
    },
  ],
  claims: { openid: ["sub", ...TOLD], acr: null, auth_time: null },
  acrValues: ["http://id.elegnamnden.se/loa/1.0/loa2", "http://id.elegnamnden.se/loa/1.0/loa3"],
  cookies: { keys: [randomUUID()] },
  features: { devInteractions: { enabled: false }, claimsParameter: { enabled: true } },
  findAccount: (_ctx, sub) => ({ accountId: sub, claims: () => ({ sub, ...people.get(sub) }) }),
  interactions: { url: (_ctx, interaction) => `/who/${interaction.uid}` },
  async loadExistingGrant(ctx) {
    const { client, session } = ctx.oidc;
    const grant = new ctx.oidc.provider.Grant({ clientId: client.clientId, accountId: session.accountId });
    grant.addOIDCScope("openid");
    grant.addOIDCClaims(TOLD);
    await grant.save();
    return grant;
  },
});

const FORM = `<!doctype html><html lang="sv"><meta charset="utf-8"><title>Kommunens inloggning</title><h1>Vem är du?</h1>
<form method="post"><p><label>Namn hos utfärdaren <input name="eduPersonPrincipalName"></label>
<p><label>Personnummer <input name="number"></label><p><label>Tillitsnivå <input name="acr"></label>
<p><button>Logga in</button> <button name="cancel" value="1">Avbryt</button></form>`;

async function sent(req) {
  const parts = [];
  for await (const part of req) parts.push(part);
  return new URLSearchParams(Buffer.concat(parts).toString());
}

provider.use(async (ctx, next) => {
  if (!ctx.path.startsWith("/who/")) return next();
  if (ctx.method === "GET") {
    ctx.type = "html";
    ctx.body = FORM;
    return undefined;
  }
  const form = await sent(ctx.req);
  const sub = `sub-${form.get("eduPersonPrincipalName") || form.get("number")}`;
  people.set(sub, { eduPersonPrincipalName: form.get("eduPersonPrincipalName") || undefined, [NUMBER]: form.get("number") || undefined });
  const login = { accountId: sub, acr: form.get("acr") || undefined, remember: true };
  const result = form.get("cancel") ? { error: "access_denied" } : { login };
  ctx.redirect(await provider.interactionResult(ctx.req, ctx.res, result));
  return undefined;
});

provider.listen(port, "127.0.0.1", () => console.log("ready"));
process.stdin.resume().on("end", () => process.exit());
