// An engine that is a library, behind Node's own HTTP server: AuthZEN JSON in and out, as all that is measured.
//   node server.mjs <engine> <port> <file of the world> <folder of node_modules>
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:http';

const [engine, port, worldFile, folder] = process.argv.slice(2);
const world = JSON.parse(readFileSync(worldFile, 'utf8'));
const require = createRequire(`${folder}/package.json`);
const { start } = await import(`./${engine}.mjs`);
const decide = await start(world, require, folder);
const revision = 'A'.repeat(59);

createServer((request, response) => {
  if (request.method === 'GET') {
    response.writeHead(request.url === '/alive' ? 200 : 404).end();
    return;
  }

  const parts = [];
  request.on('data', part => parts.push(part));
  request.on('end', async () => {
    try {
      const { subject, action, resource } = JSON.parse(Buffer.concat(parts).toString());
      const decision = await decide(subject.id, action.name, resource.id);
      const body = JSON.stringify({ decision, context: { revision, evaluatedAt: new Date().toISOString() } });
      response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) }).end(body);
    } catch (error) {
      const body = String(error?.stack ?? error);
      response.writeHead(500, { 'Content-Type': 'text/plain', 'Content-Length': Buffer.byteLength(body) }).end(body);
    }
  });
}).listen(Number(port), '127.0.0.1');
