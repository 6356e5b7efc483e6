// Files that carry a version in their address are kept; pages and data never are.
const KEPT = /^\/(_nicegui\/[\d.]+|assets\/[0-9a-f]{12}|assets\/fonts)\//;
const CACHE = "wholesale-files";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin || !KEPT.test(url.pathname)) return;
  event.respondWith(
    caches.open(CACHE).then(async (cache) => {
      const found = await cache.match(event.request);
      if (found) return found;
      const answer = await fetch(event.request);
      if (answer.ok) cache.put(event.request, answer.clone());
      return answer;
    }),
  );
});
