// Lets the page itself come up without a network, where the browser can: the outbox would be out of reach otherwise.

/** Have a service worker keep the composer's own files. */
export function registerServiceWorker() {
  if (!navigator.serviceWorker) return; // an insecure address, or an old browser
  navigator.serviceWorker.register(trusted(new URL('service-worker.js', document.baseURI).href)).catch(() => undefined);
  if (navigator.storage && navigator.storage.persist) navigator.storage.persist().catch(() => undefined);
}

/** The page's policy takes the address of a script from this place alone. */
function trusted(address) {
  if (!self.trustedTypes) return address;
  return self.trustedTypes.createPolicy('ticker-composer', { createScriptURL: () => address }).createScriptURL(address);
}
