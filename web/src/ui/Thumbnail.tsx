// A small picture of a page, fetched when it comes into sight: a scan may have two hundred.

import { useEffect, useRef, useState } from 'preact/hooks';
import type { PageOfPaper } from './page-image.tsx';
import { type PageStore, useStoredPage } from './page-store.ts';

const WIDTH_PX = 160;

export function Thumbnail({ store, page, alt }: { store: PageStore; page: PageOfPaper; alt: string }) {
  const place = useRef<HTMLSpanElement>(null);
  const [isSeen, setSeen] = useState(false);
  useEffect(() => {
    if (!place.current) return;
    const watch = new IntersectionObserver(([entry]) => {
      if (entry?.isIntersecting) setSeen(true);
    });
    watch.observe(place.current);
    return () => watch.disconnect();
  }, []);
  const { loaded } = useStoredPage(store, isSeen ? { ...page, width: WIDTH_PX } : undefined);
  return (
    <span class="thumbnail" ref={place}>
      {loaded && <img src={loaded.url} alt={alt} draggable={false} />}
    </span>
  );
}
