// Every page of the program, taken from its router, with real values in place of the placeholders.

/** The routes as the router has them: method, path, rule, answer. */
export async function routes(program) {
  return JSON.parse(await program.run("routes"));
}

/** The number of the demo's import: its replay is the first. */
const IMPORT = "2";

/** What is asked on pages that answer a question, besides the page without one, and of their files. */
const QUESTIONS = {
  "/search": "q=visits",
  "/s/{service}/explore/trend": "days=7&by=page-language&count=events",
  "/s/{service}/explore/pages": "days=7&sort=ended",
  "/s/{service}/explore/funnel":
    "days=7&step1=/sample/benefit/en/start&step2=/sample/benefit/en/eligibility&step3=/sample/benefit/en/confirmation&by=device-class",
  "/s/{service}/explore/paths": "days=7&end=from&page=/sample/benefit/en/start",
  "/s/{service}/explore/retention": "days=8&interval=day",
  "/s/{service}/tasks/{task}": "days=7&by=page-language",
};

/** The sample services' first tags: they are numbered as the demo makes them. */
const TAGS = { "apply-for-heating-cost-support-sample": 1, "case-desk-sample": 4 };

/** The first annotation of the sample service that has some. */
const ANNOTATIONS = { "apply-for-heating-cost-support-sample": 1 };

/** The first segment of the sample service that has some. */
const SEGMENTS = { "apply-for-heating-cost-support-sample": 1 };

/** Addresses of every page that can be read, by rule; each `{service}` once for each of `services`. */
export async function pages(program, { services, token }) {
  const found = (await routes(program)).filter(
    (route) =>
      route.method === "GET" &&
      route.answer === "page" &&
      // Steps on the way to a sign-in provider, which few programs have: openid.spec.mjs looks at them.
      !route.path.startsWith("/sign-in/openid"),
  );
  // The public key of any service: its place, its key, its name.
  const [, key] = (await program.run("service", "list")).split("\n")[0].split(/\s+/);
  const hasImport = new RegExp(`^${IMPORT}\\b`, "m").test(await program.run("import", "list"));
  // Tasks are made by specs that look at them (`task.mjs`).
  const tasks = program.tasks ?? {};
  return found.flatMap(({ path, rule }) => {
    if (path.includes("{token}")) return [{ path: path.replace("{token}", token), rule }];
    // Of the one import that the demo with data has been given (`demo.mjs`).
    if (path.includes("{import}") && !hasImport) return [];
    // The demo with data has been given a report as well; uploads that wait are looked at by imports.spec.mjs.
    if (path.includes("{upload}") || (path.includes("{series}") && !hasImport)) return [];
    if (path.includes("{series}")) {
      const [slug] = services;
      return [{ path: path.replace("{service}", slug).replace("{series}", "1"), rule }];
    }
    if (path.includes("{import}")) {
      const [slug] = services;
      return [{ path: path.replace("{service}", slug).replace("{import}", IMPORT), rule }];
    }
    if (path.includes("{service}")) {
      if (path.endsWith("/describe")) {
        return services.map((slug) => ({ path: `${path.replace("{service}", slug)}?what=event&name=sent`, rule }));
      }
      const addresses = QUESTIONS[path] ? [path, `${path}?${QUESTIONS[path]}`] : [path];
      const has = (slug) =>
        (!path.includes("{tag}") || TAGS[slug]) &&
        (!path.includes("{annotation}") || ANNOTATIONS[slug]) &&
        (!path.includes("{segment}") || SEGMENTS[slug]) &&
        (!path.includes("{task}") || tasks[slug]);
      const filled = (address, slug) =>
        address
          .replace("{service}", slug)
          .replace("{tag}", TAGS[slug])
          .replace("{annotation}", ANNOTATIONS[slug])
          .replace("{segment}", SEGMENTS[slug])
          .replace("{task}", tasks[slug]);
      return services.filter(has).flatMap((slug) => addresses.map((address) => ({ path: filled(address, slug), rule })));
    }
    if (path.includes("{public_service}")) {
      const address = path.replace("{organization}", "our-agency");
      return services.map((slug) => ({ path: address.replace("{public_service}", slug), rule }));
    }
    if (path.includes("{key}")) return ["objected", "counted"].map((now) => ({ path: `${path.replace("{key}", key)}?now=${now}`, rule }));
    if (path.includes("{person}")) return [{ path: path.replace("{person}", "1"), rule }];
    if (path.includes("{")) throw new Error(`say what to put into ${path}`);
    return (QUESTIONS[path] ? [path, `${path}?${QUESTIONS[path]}`] : [path]).map((address) => ({ path: address, rule }));
  });
}

/** What a service gives to take home with an ending such as `.svg`, each with the question of its page. */
export async function files(program, slug, ending) {
  const found = (await routes(program)).filter(
    ({ method, path, answer }) =>
      method === "GET" &&
      answer === "file" &&
      path.startsWith("/s/{service}/") &&
      path.endsWith(ending) &&
      (!path.includes("{task}") || program.tasks?.[slug]),
  );
  if (found.length === 0) throw new Error(`nothing ends in ${ending}`);
  return found.map(({ path }) => {
    const question = QUESTIONS[path.slice(0, -ending.length)] ?? "days=7";
    const address = path.replace("{service}", slug).replace("{task}", program.tasks?.[slug]);
    return `${address}?${question}`;
  });
}

/** The services that the list of services links to. */
export async function serviceSlugs(page, program) {
  await page.goto(`${program.origin}/`);
  const links = await page.locator('main a[href^="/s/"]').evaluateAll((all) => all.map((a) => a.getAttribute("href")));
  return [...new Set(links.map((href) => href.split(/[/?#]/)[2]))];
}

/** An address in a language, whether it asks something already or not. */
export function inLanguage(address, language) {
  return `${address}${address.includes("?") ? "&" : "?"}lang=${language}`;
}
