// The questions of the course with their choices, as a teacher needs them.
import type { MdastNode } from 'satteri';
import type { Lang } from '../course/languages.ts';
import { lessonIds } from '../course/lesson.ts';
import { attribute, type Element, nodeText, readProse } from '../course/mdx.ts';
import { partsOf, writtenIn } from '../course/pages.ts';

export interface Choice {
  /** "A", "B" … as on the page. */
  letter: string;
  right: boolean;
  /** What can be chosen: one paragraph, or one block of code. */
  text: MdastNode[];
}

export interface Question {
  /** As in progress: "03/who-is-printed". */
  id: string;
  /** The lesson's folder. */
  lesson: string;
  /** Its number among the questions of the lesson, from 1. */
  number: number;
  text: MdastNode[];
  choices: Choice[];
}

const isElement = (node: MdastNode, name: string): node is Element & MdastNode =>
  node.type === 'mdxJsxFlowElement' && node.name === name;

function* quizzesIn(node: MdastNode): Generator<Element & MdastNode> {
  if (isElement(node, 'Quiz')) yield node;
  else if ('children' in node) for (const child of node.children) yield* quizzesIn(child as MdastNode);
}

function choiceOf(node: Element & MdastNode, index: number): Choice {
  return {
    letter: String.fromCharCode(65 + index),
    right: node.attributes.some((one) => 'name' in one && one.name === 'right'),
    text: (node.children as MdastNode[]).slice(0, 1),
  };
}

/** The questions of the course in one language, in the order of the pages. @throws Problem if prose cannot be read */
export const questionsOf = (lang: Lang): Question[] =>
  lessonIds().flatMap((lesson) =>
    partsOf(lesson)
      .filter((part) => writtenIn(lesson, part).length > 0)
      .flatMap((part) => [...quizzesIn(readProse(lesson, part, lang).tree)])
      .map((quiz, index) => {
        const children = quiz.children as MdastNode[];
        return {
          id: `${lesson.slice(0, 2)}/${attribute(quiz, 'id') ?? ''}`,
          lesson,
          number: index + 1,
          text: children.filter((child) => !isElement(child, 'Choice')),
          choices: children.filter((child) => isElement(child, 'Choice')).map(choiceOf),
        };
      }),
  );

/** The text of a question on one line. */
export const questionText = ({ text }: Question): string => text.map(nodeText).join(' ').replace(/\s+/g, ' ').trim();
