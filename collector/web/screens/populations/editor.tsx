import { NumberField } from '../../parts/number-field.js';
import { RemoveButton } from '../../parts/remove-button.js';
import { Choice } from '../../report/pickers/choice.js';
import { ConditionRow } from '../../report/pickers/condition-row.js';
import { MatchPicker } from '../../report/pickers/match-picker.js';
import { EMPTY_CONDITION } from '../../report/query/conditions.js';
import { NO_MATCH } from '../../report/query/event-match.js';
import {
  createDid,
  createGroup,
  createHas,
  type Group,
  MOST_DEEP,
  type Node,
} from '../../report/query/population-tree.js';
import { useNames } from '../../report/query/use-names.js';

interface NodeParts<Of = Node> {
  /** Where it stands, for those who do not see it: `Condition 1.2`. */
  label: string;
  node: Of;
  depth: number;
  choose: (node: Node) => void;
  remove: () => void;
}

const GROUPS = [
  ['all', 'all of these'],
  ['any', 'any of these'],
  ['not-all', 'not all of these'],
  ['none', 'none of these'],
] as const;

const groupWordOf = ({ any, not }: Group): string =>
  any ? (not ? 'none' : 'any') : not ? 'not-all' : 'all';

/** A condition on people, part by part. */
export const GroupEditor = ({
  label,
  node,
  depth,
  choose,
  remove,
}: Omit<NodeParts<Group>, 'choose' | 'remove'> & {
  choose: (group: Group) => void;
  /** Of the outermost group there is none. */
  remove?: () => void;
}) => {
  const { parts } = node;
  const add = (part: Node) => choose({ ...node, parts: [...parts, part] });
  return (
    <fieldset class="group">
      <legend class="unseen">{label || 'All conditions'}</legend>
      <div class="group-head">
        <Choice
          label=""
          title={`${label || 'All conditions'}: how many`}
          value={groupWordOf(node)}
          options={GROUPS}
          choose={(word) =>
            choose({
              ...node,
              any: word === 'any' || word === 'none',
              not: word === 'none' || word === 'not-all',
            })
          }
        />
        {remove && <RemoveButton label={label} remove={remove} />}
      </div>
      <ul class="group-parts">
        {parts.map((part, index) => (
          // Parts have no name of their own: two may be alike.
          <li key={index}>
            <NodeEditor
              label={`${label || 'Condition'}${label ? '.' : ' '}${index + 1}`}
              node={part}
              depth={depth + 1}
              choose={(part) => choose({ ...node, parts: parts.with(index, part) })}
              remove={() => choose({ ...node, parts: parts.filter((_, place) => place !== index) })}
            />
          </li>
        ))}
      </ul>
      <div class="tools">
        <button type="button" class="button button-small" onClick={() => add(createDid(NO_MATCH))}>
          Add an event condition
        </button>
        <button
          type="button"
          class="button button-small"
          onClick={() => add(createHas(EMPTY_CONDITION))}
        >
          Add a property condition
        </button>
        {depth + 2 <= MOST_DEEP && (
          <button type="button" class="button button-small" onClick={() => add(createGroup())}>
            Add a group
          </button>
        )}
      </div>
    </fieldset>
  );
};

/** Whether a condition has to hold, or must not. */
const Whether = ({
  label,
  node,
  words: [yes, no],
  choose,
}: Pick<NodeParts, 'label' | 'node' | 'choose'> & { words: [yes: string, no: string] }) => (
  <Choice
    label=""
    title={`${label}: whether`}
    value={node.not ? 'no' : 'yes'}
    options={[
      ['yes', yes],
      ['no', no],
    ]}
    choose={(word) => choose({ ...node, not: word === 'no' })}
  />
);

const NodeEditor = ({ node, ...parts }: NodeParts) => {
  if (node.kind === 'group') return <GroupEditor node={node} {...parts} />;
  if (node.kind === 'did') return <DidEditor node={node} {...parts} />;
  const { label, choose, remove } = parts;
  return (
    <span class="condition">
      <Whether label={label} node={node} words={['property', 'not: property']} choose={choose} />
      <ConditionRow
        label={label}
        condition={node.condition}
        choose={(condition) => choose({ ...node, condition })}
        remove={remove}
      />
    </span>
  );
};

const DidEditor = ({ label, node, choose, remove }: NodeParts<Extract<Node, { kind: 'did' }>>) => {
  const names = useNames('events');
  return (
    <span class="condition">
      <Whether label={label} node={node} words={['did', 'did not']} choose={choose} />
      <MatchPicker
        label={`${label}: event`}
        match={node.match}
        names={names}
        choose={(match) => choose({ ...node, match })}
      />
      <NumberField
        label={`${label}: at least how many times`}
        before="at least"
        after={node.atLeast === 1 ? 'time' : 'times'}
        value={node.atLeast}
        choose={(atLeast) => choose({ ...node, atLeast: atLeast ?? 1 })}
      />
      <NumberField
        label={`${label}: in how many days`}
        before="in the last"
        after="days"
        hint="ever"
        value={node.lastDays}
        choose={(lastDays) => choose({ ...node, lastDays })}
      />
      <RemoveButton label={label} remove={remove} />
    </span>
  );
};
