// A certified OpenID provider (node-oidc-provider) on a free port of this machine, with accounts that a spec changes.

import { generateKeyPairSync, randomUUID } from "node:crypto";
import { createServer } from "node:http";

import Provider from "oidc-provider";

export const CLIENT = "lotse";
export const SECRET = "a secret & more: 100%";

/** A signing key that nobody had before. */
function newKey(algorithm) {
  const { privateKey } =
    algorithm === "ES256" ? generateKeyPairSync("ec", { namedCurve: "P-256" }) : generateKeyPairSync("rsa", { modulusLength: 2048 });
  return { ...privateKey.export({ format: "jwk" }), use: "sig", alg: algorithm, kid: randomUUID() };
}

export class SignInProvider {
  /** Where it is, and what it calls itself. */
  issuer = "";
  /** Claims by what is typed as the name at its own sign-in. */
  accounts = {};

  #server;
  #handle;
  #redirect;

  /** Listens, but says that it cannot help anybody until it is opened. */
  static async start() {
    const provider = new SignInProvider();
    provider.#server = createServer((request, answer) => {
      if (provider.#handle) return provider.#handle(request, answer);
      answer.writeHead(503).end();
    });
    await new Promise((resolve) => provider.#server.listen(0, "localhost", resolve));
    provider.issuer = `http://localhost:${provider.#server.address().port}`;
    return provider;
  }

  /** Helps people whose browsers it may lead back to `redirect`. */
  open(redirect) {
    this.#redirect = redirect;
    this.useNewKeys("RS256");
  }

  /** Signs with a key that nobody has seen, and no longer shows the one before. */
  useNewKeys(algorithm) {
    const provider = new Provider(this.issuer, {
      clients: [
        {
          client_id: CLIENT,
          client_secret: SECRET,
          redirect_uris: [this.#redirect],
          id_token_signed_response_alg: algorithm,
        },
      ],
      claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"], groups: ["groups"] },
      scopes: ["openid", "email", "profile", "groups"],
      cookies: { keys: [randomUUID()] },
      jwks: { keys: [newKey(algorithm)] },
      pkce: { required: () => true },
      features: { devInteractions: { enabled: true } },
      findAccount: (_context, accountId) => ({ accountId, claims: () => ({ sub: accountId, ...this.accounts[accountId] }) }),
      // Nobody is asked whether Lotse may know them: it is the organization's own.
      loadExistingGrant: async (context) => {
        const { client, session } = context.oidc;
        const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
        grant.addOIDCScope("openid email profile groups");
        await grant.save();
        return grant;
      },
    });
    this.#handle = provider.callback();
  }

  async remove() {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** Signs in at the provider's own page, if it asks. */
export async function proveAt(page, account) {
  await page.fill('input[name="login"]', account);
  await page.fill('input[name="password"]', "any");
  await page.locator('button[type="submit"]').click();
}
