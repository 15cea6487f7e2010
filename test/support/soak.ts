/** Whether `npm run soak` runs. Then the random tests run far more often. */
export const isSoak = process.env.SOAK === 'true';

/** How often a property is tried: `npm test` tries a tenth of what the soak tries. */
export const tries = (count: number): number => (isSoak ? count : count / 10);
