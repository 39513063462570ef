// The ceiling: the same server library answers the same requests, and keeps nothing.
import Fastify from 'fastify';

const GIF = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAICRAEAOw==', 'base64');

const app = Fastify({ logger: false });
app.removeAllContentTypeParsers();
app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
app.get('/e', async (_request, reply) =>
  reply
    .header('access-control-allow-origin', '*')
    .header('access-control-expose-headers', 'Retry-After, X-Rejected')
    .header('cache-control', 'no-store')
    .type('image/gif')
    .send(GIF),
);
app.post('/', async (request, reply) => {
  reply
    .header('access-control-allow-origin', '*')
    .header('access-control-expose-headers', 'Retry-After, X-Rejected')
    .header('cache-control', 'no-store');
  return { accepted: /** @type {string} */ (request.body).split('\n').length, rejected: [] };
});
console.log(`ready ${await app.listen({ host: '127.0.0.1', port: 0 })}`);
