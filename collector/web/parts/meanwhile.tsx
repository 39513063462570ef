/** A word beside the heading, told to everybody, while an answer takes its time. */
export const Meanwhile = ({ slow, word }: { slow: boolean; word: string }) => (
  <span class="soft" role="status">
    {slow && word}
  </span>
);
