// One page in OpenSeadragon: zoom, rotation, and a mark at a place of it. What turns pages and what the keys are is not here.

import OpenSeadragon from 'openseadragon';
import type { Ref } from 'preact';
import { useEffect, useImperativeHandle, useRef } from 'preact/hooks';
import type { LoadedPage } from './page-image.tsx';

/** A place on a page: x, y, width and height in the pixels that `LoadedPage.size` counts. */
export type Box = readonly [x: number, y: number, width: number, height: number];

export interface PageCanvasHandle {
  zoomBy: (factor: number) => void;
  /** The whole width from the top, or the whole page. */
  fit: (what: 'width' | 'page') => void;
  rotate: () => void;
}

interface Props {
  loaded: LoadedPage | undefined;
  /** Changes when another page is shown; a sharper picture of the same page has the same name. */
  name: string;
  label: string;
  mark: Box | undefined;
  /** The picture is shown larger than it is. */
  onCloseUp: () => void;
  onShown: () => void;
  handle: Ref<PageCanvasHandle>;
}

const ZOOM_MAX_PIXEL_RATIO = 4;

export function PageCanvas({ loaded, name, label, mark, onCloseUp, onShown, handle }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const viewer = useRef<OpenSeadragon.Viewer | undefined>(undefined);
  const shown = useRef<string | undefined>(undefined);
  const told = useRef({ onCloseUp, onShown });
  told.current = { onCloseUp, onShown };

  useEffect(() => {
    if (!place.current) return;
    keepFromInjecting();
    const made = new OpenSeadragon.Viewer({
      element: place.current,
      // Its buttons are pictures; ours are words.
      showNavigationControl: false,
      drawer: 'canvas',
      // A sharper picture of the same page takes its place unseen.
      preserveViewport: true,
      animationTime: matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 0.15,
      maxZoomPixelRatio: ZOOM_MAX_PIXEL_RATIO,
      visibilityRatio: 0.3,
      gestureSettingsMouse: { clickToZoom: false, dblClickToZoom: true },
      gestureSettingsTouch: { dblClickToZoom: true },
    });
    made.addHandler('canvas-key', (event) => {
      // Arrows move the page; all else is for the page's own keys.
      const { key } = event.originalEvent as KeyboardEvent;
      event.preventDefaultAction = !key?.startsWith('Arrow');
    });
    made.addHandler('zoom', ({ zoom }) => {
      const image = made.world.getItemAt(0);
      if (image && zoom !== undefined && image.viewportToImageZoom(zoom) > 1.05) told.current.onCloseUp();
    });
    viewer.current = made;
    return () => {
      viewer.current = undefined;
      made.destroy();
    };
  }, []);

  useEffect(() => {
    const canvas = viewer.current?.canvas;
    canvas?.setAttribute('role', 'img');
    canvas?.setAttribute('aria-label', label);
  }, [label]);

  useEffect(() => {
    const on = viewer.current;
    if (!on) return;
    if (!loaded) {
      // Rather nothing than the page of another paper.
      if (shown.current !== name) on.world.removeAll();
      return;
    }
    on.addTiledImage({
      tileSource: { type: 'image', url: loaded.url, buildPyramid: false },
      index: 0,
      replace: on.world.getItemCount() > 0,
      success: () => {
        if (viewer.current !== on) return;
        if (shown.current !== name) {
          shown.current = name;
          on.viewport.setRotation(0, true);
          fitWidth(on);
        }
        told.current.onShown();
      },
    } as OpenSeadragon.TileSourceSpecifier);
  }, [loaded?.url, name]);

  useEffect(() => {
    const on = viewer.current;
    if (!on || !mark || !loaded?.size) return;
    const { width } = loaded.size;
    // The page is 1 wide, whatever its picture is.
    const [x, y, w, h] = mark.map((pixels) => pixels / width) as [number, number, number, number];
    const around = 0.006;
    const at = new OpenSeadragon.Rect(x - around, y - around, w + 2 * around, h + 2 * around);
    const element = document.createElement('div');
    element.className = 'page-mark';
    const show = () => {
      on.addOverlay({ element, location: at });
      const sight = on.viewport.getBounds();
      if (!sight.containsPoint(at.getTopLeft()) || !sight.containsPoint(at.getBottomRight())) {
        on.viewport.panTo(at.getCenter());
        on.viewport.applyConstraints();
      }
    };
    // It can only be placed once there is a page below it.
    if (on.world.getItemCount() > 0) show();
    else on.world.addOnceHandler('add-item', () => setTimeout(() => viewer.current === on && show()));
    return () => {
      if (viewer.current === on) on.removeOverlay(element);
    };
  }, [mark?.join(), loaded?.size?.width, name]);

  useImperativeHandle(handle, () => ({
    zoomBy(factor) {
      viewer.current?.viewport.zoomBy(factor);
      viewer.current?.viewport.applyConstraints();
    },
    fit(what) {
      if (!viewer.current) return;
      if (what === 'page') viewer.current.viewport.goHome();
      else fitWidth(viewer.current);
    },
    rotate() {
      const on = viewer.current;
      if (!on) return;
      on.viewport.setRotation((on.viewport.getRotation() + 90) % 360, true);
      on.viewport.goHome(true);
    },
  }));

  return <div class="page-canvas" ref={place} />;
}

/** It writes a style into the page, which our policy forbids, unless it finds one: it finds one of that name only. */
function keepFromInjecting(): void {
  if (document.querySelector('style[data-openseadragon-mobile-css]')) return;
  const none = document.createElementNS('urn:hoso:none', 'style');
  none.setAttribute('data-openseadragon-mobile-css', 'true');
  document.head.append(none);
}

/** As one begins to read: the whole width, from the top. */
function fitWidth(viewer: OpenSeadragon.Viewer): void {
  const { viewport } = viewer;
  const image = viewer.world.getItemAt(0);
  if (!image) return;
  if (viewport.getRotation() % 180 !== 0) {
    viewport.goHome(true);
    return;
  }
  const page = image.getBounds();
  const screen = viewport.getAspectRatio();
  viewport.fitBounds(new OpenSeadragon.Rect(page.x, page.y, page.width, page.width / screen), true);
}
