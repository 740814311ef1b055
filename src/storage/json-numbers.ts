/** Numbers that a statement has put together: a row for each would be much more to hand over. */
export function readNumbers(json: string): readonly number[] {
  // Made by json_group_array of a column of numbers.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return JSON.parse(json) as readonly number[];
}
