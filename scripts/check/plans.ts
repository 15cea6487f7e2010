// Checks that the plans for a class fit their hours.
import { readPlans } from '../course/plans.ts';
import { gather, Problem } from '../project/problem.ts';

/** One Problem for each session whose sections take too many or too few minutes, or that shows a section twice. */
export function checkPlans(root: string): Problem[] {
  const problems: Problem[] = [];
  gather(problems, () => {
    for (const { id, minutes, work, sessions } of readPlans(root)) {
      const seen = new Set<string>();
      for (const [index, { shown, workMinutes }] of sessions.entries()) {
        const where = `lessons/plans.json: ${id}: session ${index + 1}`;
        if (workMinutes < work.least || workMinutes > work.most) {
          const remedy = `leaves ${workMinutes} of ${minutes} minutes for own work; from ${work.least} to ${work.most}; show fewer sections, or more`;
          problems.push(new Problem(where, remedy));
        }
        for (const place of shown.map((one) => `${one.lesson}#${one.id}`)) {
          if (seen.has(place)) problems.push(new Problem(where, `${place} is shown twice; leave it out once`));
          seen.add(place);
        }
      }
      const [count, length] = id.split('x').map(Number);
      if (count !== sessions.length || length !== minutes)
        problems.push(
          new Problem(`lessons/plans.json: ${id}`, `has ${sessions.length} sessions of ${minutes} minutes; name it so`),
        );
    }
  });
  return problems;
}
