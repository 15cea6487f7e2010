/** Whether `npm run soak` runs. Then the random tests run far more often. */
export const isSoak = process.env.SOAK === 'true';
