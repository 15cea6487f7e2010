/** A path of this site, under whatever base it stands: link('lessons/03-server-client/'). */
export function link(path = ''): string {
  return `${import.meta.env.BASE_URL.replace(/\/$/, '')}/${path}`;
}

/** The anchor of a whole program on its lesson's page. */
export function programAnchor(file: string): string {
  return `program-${file.replace(/\W+/g, '-')}`;
}
