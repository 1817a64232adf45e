/**
 * The import arrows of ARCHITECTURE.md, and a few habits that a reader should not have to check by
 * eye.
 */
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { test } from "node:test";

const root = new URL("..", import.meta.url);
const files = globSync(
  ["packages/*/src/**/*.ts", "services/*/src/**/*.ts", "web/src/**/*.{ts,tsx}", "local/src/**/*.ts"],
  {
    cwd: root,
    exclude: (path) => path.includes("node_modules"),
  },
).map((path) => path.replaceAll("\\", "/"));

const sourceOf = (file: string): string => readFileSync(new URL(file, root), "utf8");

type Import = { file: string; target: string };
const imports: Import[] = files.flatMap((file) =>
  [
    ...readFileSync(new URL(file, root), "utf8").matchAll(
      /^\s*(?:import|export)\b[^'"]*?from\s+["']([^"']+)["']|import\(["']([^"']+)["']\)/gm,
    ),
  ].map((match) => ({ file, target: match[1] ?? match[2] ?? "" })),
);

/** Who may import which of our packages. What is not listed is refused. */
const arrows: Record<string, RegExp> = {
  "packages/contracts/": /^@pms\/contracts\//,
  "packages/embedded/": /^$/,
  "packages/kit/src/testing/": /^@pms\/(contracts|embedded)\//,
  "packages/kit/": /^@pms\/contracts\//,
  "services/": /^@pms\/(kit|contracts)\//,
  "web/": /^@pms\/contracts\//,
  "local/": /^@pms\/(kit|contracts|embedded)\//,
};

test("packages import each other only along the arrows", () => {
  const wrong = imports.filter(({ file, target }) => {
    if (!target.startsWith("@pms/")) return false;
    const rule = Object.entries(arrows).find(([prefix]) => file.startsWith(prefix));
    return !rule?.[1].test(target);
  });
  assert.deepEqual(wrong, []);
});

test("no file reaches into another package or service by a relative path", () => {
  const home = (path: string) =>
    path
      .split("/")
      .slice(0, path.startsWith("web/") || path.startsWith("local/") ? 1 : 2)
      .join("/");
  const wrong = imports.filter(({ file, target }) => {
    if (!target.startsWith(".")) return false;
    const { pathname } = new URL(target, `file:///${file}`);
    return home(pathname.slice(1)) !== home(file);
  });
  assert.deepEqual(wrong, []);
});

test("production code does not import test support", () => {
  const wrong = imports.filter(
    ({ file, target }) => !file.includes("/testing/") && /(@pms\/kit\/testing|\/testing\/)/.test(target),
  );
  assert.deepEqual(wrong, []);
});

/**
 * Which rooms may use which, inside a service, the kit and the contracts. What is not listed is
 * refused; `config` and `deps` are open to all.
 */
const rooms: Record<string, Record<string, string>> = {
  "packages/contracts/": {
    analytics: "http text",
    attachments: "http text",
    auth: "http text",
    billing: "http text",
    events: "gen",
    http: "text",
    patients: "http text",
    text: "",
    gen: "",
  },
  "packages/kit/": {
    audit: "db events observe problem trust",
    batching: "problem",
    clients: "",
    db: "observe problem",
    "event-log": "batching db",
    events: "batching db event-log http observe validation",
    http: "db json observe problem trust validation",
    json: "problem",
    observe: "",
    paging: "problem validation",
    problem: "",
    process: "audit clients db event-log events observe trust",
    rpc: "audit clients db observe problem trust",
    trust: "clients observe problem",
    validation: "json problem",
  },
  "services/analytics/": {
    clients: "generations",
    generations: "facts protected",
    insights: "answers protected query reports",
    answers: "formats measures protected query reports",
    reports: "measures protected query",
    measures: "facts query",
    protected: "query",
    formats: "charts query",
    charts: "query",
    facts: "",
    query: "",
  },
  "services/auth/": {
    housekeeping: "factors invitations sessions tokens",
    administration: "acts facilities factors invitations sessions users",
    audit: "acts users",
    invitations: "acts facilities factors sessions tokens users",
    "sign-in": "acts facilities factors sessions users",
    factors: "acts facilities sessions users",
    feed: "acts facilities sessions tokens users",
    sessions: "acts facilities tokens users",
    users: "acts facilities",
    facilities: "acts",
    tokens: "acts",
    acts: "",
  },
  "services/billing/": {
    rpc: "accounts merges postings snapshots transactions",
    statements: "accounts aging clients dating documents doors ledger transactions",
    receipts: "accounts clients documents doors ledger transactions",
    documents: "clients doors ledger",
    clients: "",
    merges: "accounts dating doors ledger postings transactions",
    exports: "accounts doors ledger",
    integrity: "accounts dating doors ledger",
    snapshots: "accounts transactions",
    batches: "accounts dating doors ledger postings transactions",
    reversals: "accounts dating doors ledger postings transactions",
    takings: "dating doors ledger",
    aging: "accounts dating doors ledger",
    postings: "accounts dating doors ledger prices transactions",
    prices: "accounts dating doors ledger",
    transactions: "accounts doors ledger",
    dating: "ledger",
    accounts: "doors ledger",
    doors: "",
    ledger: "",
  },
  "services/gateway/": {
    door: "admission bodies exchange forwarding observe request-rules route-table upstreams",
    observe: "bodies exchange forwarding upstreams",
    forwarding: "bodies exchange route-table upstreams",
    admission: "exchange route-table",
    "request-rules": "exchange",
    exchange: "bodies route-table upstreams",
    pages: "route-table upstreams",
    bodies: "",
    "route-table": "",
    upstreams: "",
  },
  "services/patient/": {
    rpc: "reading snapshots",
    reading: "record",
    search: "directory lexicon record",
    matching: "lexicon record",
    duplicates: "matching record",
    directory: "lexicon",
    lexicon: "",
    snapshots: "duplicates record",
    registration: "accounts duplicates matching record",
    notes: "changes reading record",
    documents: "changes reading record",
    merge: "changes clients duplicates record",
    changes: "accounts clients record",
    accounts: "clients record",
    clients: "",
    record: "regions",
    regions: "",
  },
};
const roomOf = (path: string): string => (path.split("/src/")[1] ?? "").split("/")[0]?.replace(/\.tsx?$/, "") ?? "";
const resolved = ({ file, target }: Import): string => new URL(target, `file:///${file}`).pathname.slice(1);
const isRelative = ({ target }: Import): boolean => target.startsWith(".");
/** What a service begins with: everything may be assembled there, and nothing imports it. */
const tops = ["main", "app", "deps", "config"];

test("rooms use each other only as the table says", () => {
  for (const [home, allowed] of Object.entries(rooms)) {
    const own = imports.filter((each) => each.file.startsWith(home) && each.file.includes("/src/") && isRelative(each));
    const wrong = own.filter((each) => {
      const [from, to] = [roomOf(each.file), roomOf(resolved(each))];
      if (from === to || tops.includes(from) || from === "testing" || to === "config" || to === "deps") return false;
      // Types of the service's own tables, generated or said more exactly, belong to all of its
      // stores.
      if (to === "store") return false;
      return !(allowed[from] ?? "").split(" ").includes(to);
    });
    assert.deepEqual(wrong, [], home);
  }
});

test("the arrows between rooms form no circle", () => {
  for (const [home, allowed] of Object.entries(rooms)) {
    const reaches = (from: string, seen: readonly string[] = []): void => {
      assert.ok(!seen.includes(from), `${home}: ${[...seen, from].join(" → ")}`);
      for (const to of (allowed[from] ?? "").split(" ").filter(Boolean)) reaches(to, [...seen, from]);
    };
    for (const room of Object.keys(allowed)) reaches(room);
  }
});

test("every room is in the table, and holds no more than a quarter of its service", () => {
  for (const [home, allowed] of Object.entries(rooms)) {
    const own = files.filter(
      (file) => file.startsWith(`${home}src/`) && !file.includes("/gen/") && !/\.test\./.test(file),
    );
    for (const file of own) {
      const room = roomOf(file);
      assert.ok([...tops, "testing", "store"].includes(room) || room in allowed, `${file} stands in no room`);
    }
    // The words of what is written are what contracts have most of.
    const most = home === "packages/contracts/" ? 0.3 : 0.25;
    for (const room of Object.keys(allowed)) {
      const share = own.filter((file) => roomOf(file) === room).length / own.length;
      assert.ok(share <= most, `${home}${room} holds ${Math.round(share * 100)} % of its files`);
    }
  }
});

test("no file needs itself, by types alone neither; what a service is made of is named in its deps", () => {
  const needs = Map.groupBy(
    imports.filter(
      (each) => isRelative(each) && !each.file.endsWith(".test.ts") && !resolved(each).endsWith("/deps.ts"),
    ),
    ({ file }) => file,
  );
  const done = new Set<string>();
  const follow = (file: string, trail: readonly string[]): void => {
    assert.ok(!trail.includes(file), [...trail, file].join(" → "));
    if (done.has(file)) return;
    for (const each of needs.get(file) ?? []) follow(resolved(each), [...trail, file]);
    done.add(file);
  };
  for (const file of files) follow(file, []);
});

test("no file is longer than 200 lines", () => {
  const long = files.filter((file) => !file.includes("/gen/") && sourceOf(file).split("\n").length > 201);
  assert.deepEqual(long, []);
});

test("nothing imports main, app or, but for its types, what opens the parts of a service", () => {
  const wrong = imports.filter((each) => {
    if (!each.file.startsWith("services/") || !isRelative(each)) return false;
    return ["main", "app"].includes(roomOf(resolved(each))) && !["main", "app"].includes(roomOf(each.file));
  });
  assert.deepEqual(wrong, []);
});

test("SQL stands in stores alone", () => {
  const statement =
    /\b(SELECT|INSERT INTO|UPDATE|DELETE FROM) [a-z_*]|\bsql`|\.(selectFrom|insertInto|updateTable|deleteFrom)\(/;
  const wrong = files
    .filter((file) => file.startsWith("services/") && !/\/store(\.ts$|\/)/.test(file))
    .flatMap((file) =>
      sourceOf(file)
        .split("\n")
        .map((line) => ({ file, line })),
    )
    .filter(({ line }) => statement.test(line) && !/^\s*(\*|\/\/|\/\*)/.test(line));
  assert.deepEqual(wrong, []);
});

const linesOf = (prefix: string) =>
  files
    .filter((file) => file.startsWith(prefix) && !/\/(gen|testing)\/|\.test\./.test(file))
    .flatMap((file) =>
      sourceOf(file)
        .split("\n")
        .map((line) => ({ file, line })),
    )
    .filter(({ line }) => !/^\s*(\*|\/\/|\/\*)/.test(line));

test("nobody counts the parameters of a statement", () => {
  const counted = [...linesOf("services/"), ...linesOf("packages/kit/")].filter(({ line }) =>
    /(=|>|<|\(|,|LIMIT|SELECT|ANY) ?\(?\$[1-9]\b/.test(line),
  );
  assert.deepEqual(counted, []);
});

test("a transaction is opened by commit alone, and a route is declared by addRoute alone", () => {
  // What only reads, as of one moment, commits nothing.
  const opened = linesOf("services/").filter(
    ({ line }) => /\binTransaction\b|\.transaction\(\)/.test(line) && !line.includes('setAccessMode("read only")'),
  );
  const declared = linesOf("services/").filter(({ line }) => /\bapp\.(get|post|put|patch|delete|route)\(/.test(line));
  assert.deepEqual([...opened, ...declared], []);
});

/** Doors are `routes`, and what only they use: how a request is read and an answer sent. */
const doors = /\/(?:[\w-]*routes|app|caller-of|post-once|origin|session-cookie)\.ts$|\/pages\//;

test("no Fastify below a door", () => {
  const wrong = imports.filter(
    ({ file, target }) => file.startsWith("services/") && target === "fastify" && !doors.test(file),
  );
  assert.deepEqual(wrong, []);
});

/**
 * `web/`: app, then features, which do not know each other, then patient, then session and hooks,
 * components, lib.
 */
const webLayers = [
  ["app", "main", "boot"],
  ["features"],
  ["patient"],
  ["session", "hooks"],
  ["components"],
  ["lib"],
  ["i18n"],
  ["gen"],
];
const webLayerOf = (path: string): number => webLayers.findIndex((names) => names.includes(roomOf(path)));
const featureOf = (path: string): string | undefined => /\/features\/([\w-]+)\//.exec(path)?.[1];

test("the web application's layers point one way, and no feature imports another", () => {
  const wrong = imports.filter((each) => {
    if (!each.file.startsWith("web/src/") || !isRelative(each)) return false;
    const to = resolved(each);
    const [here, there] = [featureOf(each.file), featureOf(to)];
    if (here && there) return here !== there;
    return webLayerOf(to) >= 0 && webLayerOf(to) < webLayerOf(each.file);
  });
  assert.deepEqual(wrong, []);
});

test("every service has the same shape", () => {
  for (const name of ["gateway", "auth", "patient", "billing", "analytics"]) {
    for (const part of ["README.md", "src/main.ts", "src/config.ts", "src/deps.ts", "src/app.ts"]) {
      assert.doesNotThrow(() => readFileSync(new URL(`services/${name}/${part}`, root)), `services/${name}/${part}`);
    }
  }
});

test("the kit knows no business noun", () => {
  const nouns = /\b(patient|billing|ledger|invoice|charge|payment|guarantor|mrn)s?\b/i;
  const allowed = /patientData|patientId|patient data|patient:|@pms\/contracts/;
  const wrong = files
    .filter((file) => file.startsWith("packages/kit/src/") && !file.includes("/testing/"))
    .flatMap((file) =>
      readFileSync(new URL(file, root), "utf8")
        .split("\n")
        .map((line, index) => ({ where: `${file}:${index + 1}`, line })),
    )
    .filter(({ line }) => nouns.test(line) && !allowed.test(line) && !/^\s*(\*|\/\/|\/\*)/.test(line));
  assert.deepEqual(wrong, []);
});
