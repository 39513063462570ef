import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { ApiError } from '../../errors.js';
import { fromDate } from '../../reports/calendar.js';
import { createLabel } from '../../store/label.js';
import type { Note } from '../../store/notes.js';
import { check } from '../http/check.js';
import { readParameter } from '../http/query.js';
import type { Parts, Routes } from '../parts.js';

const TEXT_LENGTH = 500;

const LocalDate = Type.Refine(
  Type.String(),
  (text) => fromDate(text) !== undefined,
  () => 'must be a date, such as 2026-11-22',
);
/** A note as it is sent. */
export const NewNote = Type.Object(
  { date: LocalDate, text: createLabel(TEXT_LENGTH) },
  { additionalProperties: false },
);
/** What may be changed of one. */
export const NoteChanges = Type.Partial(NewNote, { additionalProperties: false });

interface OfSite {
  Params: { key: string };
}
interface OfNote {
  Params: { key: string; id: string };
}

/** `/notes`: what happened on a day, beside the lines of charts. */
export const noteRoutes: Routes = (app, { store: { notes }, clock }: Parts) => {
  const find = ({ params: { key, id } }: FastifyRequest<OfNote>): Note => {
    const note = notes.find(key, id);
    if (!note) throw new ApiError('unknown_note');
    return note;
  };
  const readDate = (request: FastifyRequest, name: string): string | undefined => {
    const date = readParameter(request, name);
    if (date !== undefined && fromDate(date) === undefined)
      throw new ApiError('invalid_time', { field: name });
    return date;
  };

  app.get<OfSite>('/notes', async (request) => {
    const [from = '', to] = [readDate(request, 'from'), readDate(request, 'to')];
    const found = notes
      .list(request.params.key)
      .filter(({ date }) => date >= from && (to === undefined || date < to));
    return { notes: found.toSorted((a, b) => (a.date < b.date ? -1 : Number(a.date > b.date))) };
  });

  app.post<OfSite>('/notes', async ({ params: { key }, body }, reply) => {
    const created = new Date(clock()).toISOString();
    return reply.code(201).send(await notes.save(key, { ...check(NewNote, body), created }));
  });

  app.patch<OfNote>('/notes/:id', async (request) => {
    const changes = check(NoteChanges, request.body);
    return notes.save(request.params.key, { ...find(request), ...changes });
  });

  app.delete<OfNote>('/notes/:id', async (request, reply) => {
    await notes.remove(request.params.key, find(request).id);
    return reply.code(204).send();
  });
};
