// The components a lesson's prose may use.
import Answer from './Answer.astro';
import Cell from './Cell.astro';
import Chart from './Chart.astro';
import Choice from './Choice.astro';
import Code from './Code.astro';
import Figure from './Figure.astro';
import Hint from './Hint.astro';
import Pair from './Pair.astro';
import Predict from './Predict.astro';
import Python from './Python.astro';
import Quiz from './Quiz.astro';
import Rung from './Rung.astro';
import Table from './Table.astro';
import Try from './Try.astro';
import Wire from './Wire.astro';

export const components = {
  Answer,
  Cell,
  Chart,
  Choice,
  Code,
  Figure,
  Hint,
  Pair,
  Predict,
  Python,
  Quiz,
  Rung,
  Try,
  Wire,
  table: Table,
};
