/** Whether `npm run soak` runs: then what happens at random is tried far more often. */
export const isSoak = process.env.SOAK === 'true';
