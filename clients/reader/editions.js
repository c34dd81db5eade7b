// Which edition somebody gets who asked for none. Pure.

/** Give the first feed of the first language that the reader wants and that there is a feed of, else the first feed. */
export function editionFor(languages, feeds) {
  for (const language of languages) {
    const wanted = subtags(language);
    const inTags = wanted.map((_, at) => wanted.slice(0, wanted.length - at).join('-')); // the whole tag first
    const [found] = inTags.map((tag) => feeds.find((feed) => feed.language.toLowerCase() === tag)).filter(Boolean);
    const near = found ?? feeds.find((feed) => subtags(feed.language)[0] === wanted[0]);
    if (near) return near;
  }
  return feeds[0];
}

function subtags(language) {
  return language.toLowerCase().split('-');
}
