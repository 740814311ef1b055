/** What a person can mend: its message is a whole sentence that stands alone, without a stack. */
export class Refusal extends Error {
  override readonly name = "Refusal";
}
