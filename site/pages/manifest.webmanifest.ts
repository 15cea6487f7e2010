// The manifest with which a browser adds the course to a home screen.
import type { APIRoute } from 'astro';
import { languages, tags } from '../../scripts/course/languages.ts';
import { link } from '../links.ts';
import { stringsFor } from '../strings.ts';

const png = (name: string, size: number, purpose: string) => ({
  src: link(`icon-${name}.png`),
  sizes: `${size}x${size}`,
  type: 'image/png',
  purpose,
});

export const GET: APIRoute = () => {
  const [lang] = languages;
  const t = stringsFor(lang);
  const manifest = {
    id: link(),
    name: `${t.course}${t.colon}${t.tagline}`,
    short_name: t.course,
    description: t.description,
    lang: tags[lang],
    dir: 'ltr',
    start_url: link(),
    scope: link(),
    // A window with a back button, because a lesson has links.
    display: 'minimal-ui',
    background_color: '#fbfaf6',
    theme_color: '#fbfaf6',
    icons: [
      { src: link('icon.svg'), sizes: 'any', type: 'image/svg+xml', purpose: 'any' },
      png('192', 192, 'any'),
      png('512', 512, 'any'),
      png('maskable-512', 512, 'maskable'),
    ],
  };
  return new Response(JSON.stringify(manifest, null, 2), { headers: { 'content-type': 'application/manifest+json' } });
};
