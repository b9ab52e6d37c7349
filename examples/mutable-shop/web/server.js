import { createServer } from 'node:http';

const api = process.env.API_URL ?? 'http://api:8000';

const server = createServer(async (request, response) => {
  if (request.url === '/healthz') return response.end('ok');
  const orders = await fetch(`${api}/orders`).then((answer) => answer.json());
  response.setHeader('content-type', 'application/json').end(JSON.stringify({ orders }));
});

server.listen(3000);
process.on('SIGTERM', () => server.close());
