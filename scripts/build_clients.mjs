// Bundle the clients' modules into one file per surface. `make clients` runs it; what it writes is committed.
//
//   node scripts/build_clients.mjs [--check] [FOLDER]
//
// --check writes nothing and exits with 1 if a file is not as its sources make it. An import of what is not exported,
// in any module, exits with 1 either way. FOLDER is another copy of clients/.

import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { build } from 'esbuild';

/** Chromium 71 is CasparCG 2.3's. */
const PLAYOUT = ['es2019', 'chrome71'];
/** What the strip's README says that it needs. */
const BROWSERS = ['chrome88', 'firefox101', 'safari16.4'];

const STRIP = 'widget/breaking-ticker.js';
const BUNDLES = [
  { entry: 'widget/define.js', output: STRIP, format: 'iife', target: BROWSERS, minify: true },
  { entry: 'lower-third/src/template.js', output: 'lower-third/template.js', format: 'iife', target: PLAYOUT },
  { entry: 'lower-third/src/ograf.js', output: 'lower-third/lower-third.js', format: 'esm', target: PLAYOUT },
];

/** Bundle in memory. A warning counts as an error: it says that something is not what it seems to be. */
async function bundle(clients, options) {
  const { outputFiles, warnings } = await build({
    absWorkingDir: clients,
    bundle: true,
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'warning',
    logLimit: 0,
    write: false,
    ...options,
  });
  if (warnings.length > 0) throw new Error('see the warnings above');
  return outputFiles;
}

/** Bundle all modules at once, those too that browsers load as they are and that are in no bundle. */
async function checkImports(clients) {
  const modules = readdirSync(clients, { recursive: true }).filter((name) => name.endsWith('.js'));
  const contents = modules.map((name) => `import './${name}';\n`).join('');
  await bundle(clients, { stdin: { contents, resolveDir: clients }, format: 'esm' });
}

/** Return each file that is made of a bundle, with what it should say. */
async function filesOf(clients, { entry, output, ...options }) {
  const folder = path.dirname(output);
  const stem = path.basename(output, '.js');
  const { version, license } = JSON.parse(read(clients, `${folder}/package.json`));
  const banner = { js: `/*! ${stem} ${version} | ${license} | part of ticker */` };
  const [{ text: script }] = await bundle(clients, { entryPoints: [entry], banner, ...options });
  if (output !== STRIP) return [[output, script]];
  const released = `${stem}-${version}.js`;
  const readme = `${folder}/README.md`;
  return [
    [output, script],
    [`${folder}/releases/${released}`, script],
    [readme, pinned(read(clients, readme), released, script)],
  ];
}

/** Return a page with the name and the hash of the released strip, which hosts copy from there. */
function pinned(page, released, script) {
  const hash = createHash('sha384').update(script).digest('base64');
  return page
    .replace(/breaking-ticker-\d+\.\d+\.\d+\.js/g, released)
    .replace(/sha384-[A-Za-z0-9+/=]{64}/g, `sha384-${hash}`);
}

function read(clients, name) {
  const file = path.join(clients, name);
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
}

async function main() {
  const { values, positionals } = parseArgs({ options: { check: { type: 'boolean' } }, allowPositionals: true });
  const clients = path.resolve(positionals[0] ?? fileURLToPath(new URL('../clients', import.meta.url)));
  await checkImports(clients);
  const files = (await Promise.all(BUNDLES.map((one) => filesOf(clients, one)))).flat();
  const differing = files.filter(([name, text]) => read(clients, name) !== text);
  if (!values.check) for (const [name, text] of differing) writeFileSync(path.join(clients, name), text);
  if (differing.length === 0) return;
  console.log(`${values.check ? 'not as made' : 'made'}: ${differing.map(([name]) => name).join(', ')}`);
  process.exitCode = values.check ? 1 : 0;
}

try {
  await main();
} catch (error) {
  if (!error.errors) throw error; // else esbuild has said where and why
  process.exitCode = 1;
}
