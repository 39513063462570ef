/** The page that is tested is served by who runs this, as is the browser. */
export default {
  testDir: 'e2e',
  reporter: 'line',
  use: {
    baseURL: process.env.PAGE,
    launchOptions: { executablePath: process.env.CHROMIUM, args: ['--no-sandbox'] },
  },
};
