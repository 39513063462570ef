/** The shop has no server of its own: an account is one entry in this browser. */
window.account = {
  read: () => JSON.parse(localStorage.getItem('sprig-account') || '{}'),
  write: (details) => localStorage.setItem('sprig-account', JSON.stringify(details)),
  change: (details) => account.write({ ...account.read(), ...details }),
  remove: () => localStorage.removeItem('sprig-account'),
};
