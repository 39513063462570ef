/** What a population is called. */
export const NameField = ({ name, choose }: { name: string; choose: (name: string) => void }) => (
  <label class="choice">
    <span class="soft">Name</span>
    <input
      class="field"
      name="name"
      required
      maxLength={255}
      value={name}
      onInput={(event) => choose(event.currentTarget.value)}
    />
  </label>
);
