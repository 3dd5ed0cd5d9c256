// An OAuth server that is nobody's stand-in: oidc-provider, certified for OpenID Connect. Its own pages for developers log anybody in.
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const require = createRequire(process.argv[2] + '/');
const { default: Provider } = await import(pathToFileURL(require.resolve('oidc-provider')));
const server = createServer();
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [{
      client_id: 'devflow',
      application_type: 'native',
      token_endpoint_auth_method: 'none',
      grant_types: ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'],
      response_types: ['code'],
      redirect_uris: ['http://127.0.0.1/callback'],
    }],
    features: { deviceFlow: { enabled: true }, devInteractions: { enabled: true } },
    scopes: ['openid', 'offline_access'],
    pkce: { required: () => true },
    rotateRefreshToken: true,
    issueRefreshToken: async () => true,
    // At GitLab's addresses, so that the platform's own code can speak to it.
    routes: { authorization: '/oauth/authorize', token: '/oauth/token', device_authorization: '/oauth/authorize_device' },
  });
  server.on('request', provider.callback());
  console.log(`${issuer};`);
});
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
