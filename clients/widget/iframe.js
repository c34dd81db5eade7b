// Hands the frame's address on to the strip: iframe.html?feed=ar&mode=crawl. Only attributes that the element knows.

const strip = document.querySelector('breaking-ticker');
for (const [name, value] of new URLSearchParams(location.search)) {
  if (['feed', 'mode', 'rows', 'server', 'storage', 'label', 'lang'].includes(name)) strip.setAttribute(name, value);
}
