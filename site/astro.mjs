// Astro's own command line, with its telemetry and its look for newer versions off:
//   node site/astro.mjs dev | build | preview | check
process.env.ASTRO_TELEMETRY_DISABLED = '1';
process.env.ASTRO_DISABLE_UPDATE_CHECK = 'true';
await import('../node_modules/astro/bin/astro.mjs');
