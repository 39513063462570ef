import { describe, expect, it } from 'vitest';
import { readIdentityFile } from '../../src/routes/people/identity-file.js';

const RULES = { foldEmails: true, anonymousShape: true };
const read = (file: string | Buffer, takesPlaceholders = false) =>
  readIdentityFile(Buffer.from(file as string), RULES, takesPlaceholders);
const toUtf16 = (text: string, isBig = false) => {
  const bytes = Buffer.from(`\ufeff${text}`, 'utf16le');
  return isBig ? bytes.swap16() : bytes;
};

describe('a file of identities', () => {
  it.each<[string, string | Buffer, string[]]>([
    ['one column', 'ada\nbob\n', ['ada', 'bob']],
    ['without an end of its last line', 'ada\nbob', ['ada', 'bob']],
    ['with a name of the column', 'identity\nada\n', ['ada']],
    ['whatever the case', ' E-Mail \nAda@Example.com\n', ['ada@example.com']],
    ['of a person', '"Person"\n"ada"\n', ['ada']],
    ['CRLF', 'identity\r\nada\r\nbob\r\n', ['ada', 'bob']],
    ['CR alone', 'identity\rada\rbob', ['ada', 'bob']],
    ['a byte order mark', '\ufeffidentity\nada\n', ['ada']],
    ['a byte order mark before quotes', '\ufeff"identity";"plan"\n"ada";"Pro"\n', ['ada']],
    ['semicolons', 'name;email;plan\nAda;ada@x.io;Pro\nBob;bob@x.io;\n', ['ada@x.io', 'bob@x.io']],
    ['tabs', 'email\tname\nada@x.io\tLovelace, Ada\n', ['ada@x.io']],
    ['commas within quotes', 'name,email\n"Lovelace, Ada",ada@x.io\n', ['ada@x.io']],
    ['semicolons within a name', 'email,name\nada@x.io,"a;b;c"\n', ['ada@x.io']],
    [
      'commas in the first line, semicolons between',
      '"Name, first";email\nAda;ada@x.io\n',
      ['ada@x.io'],
    ],
    ['what spreadsheets say first', 'sep=|\nname|email\nAda|ada@x.io\n', ['ada@x.io']],
    ['a comma in the only column', 'identity\nLovelace, Ada\n', ['Lovelace, Ada']],
    ['quotes within quotes', 'identity\n"say ""hi"""\n', ['say "hi"']],
    ['a quote in the middle', 'identity\n5" nail\n', ['5" nail']],
    ['a line within quotes', 'name,email\n"Ada\nLovelace",ada@x.io\n', ['ada@x.io']],
    ['spaces before quotes', 'name, email\nAda, "ada@x.io"\n', ['ada@x.io']],
    [
      'cells that are missing at the end',
      'email,name,plan\nada@x.io\nbob@x.io,,,\n',
      ['ada@x.io', 'bob@x.io'],
    ],
    ['blank lines', '\n\nada\n\n\nbob\n\n', ['ada', 'bob']],
    ['blank lines in front of names', '\n\nname;email\nAda;ada@x.io\n', ['ada@x.io']],
    ['spaces that nobody sees', 'identity\n\u00a0ada\u200b \n', ['ada']],
    ['two ways to write a letter', 'identity\nandre\u0301\nandr\u00e9\n', ['andr\u00e9']],
    ['UTF-16', toUtf16('identity\nandr\u00e9\n'), ['andr\u00e9']],
    ['UTF-16 the other way', toUtf16('identity\nandr\u00e9\n', true), ['andr\u00e9']],
    ['what Windows writes', Buffer.from('identity\nandr\u00e9\n', 'latin1'), ['andr\u00e9']],
    ['nothing', '', []],
    ['a name alone', 'identity\n', []],
  ])('%s', async (_, file, identities) => {
    const found = await read(file);
    expect([found.identities, found.rejected]).toEqual([identities, []]);
  });

  it.each<[string, string, object[]]>([
    [
      'invisible',
      'identity\nada\n\u200b\u00a0\n\ufeff\n',
      [
        { line: 3, reason: 'missing' },
        { line: 4, reason: 'missing' },
      ],
    ],
    ['a cell that is empty', 'name,email\nAda,\nBob,bob@x.io\n', [{ line: 2, reason: 'missing' }]],
    ['too long', `ada\n${'x'.repeat(256)}`, [{ line: 2, reason: 'identity_too_long' }]],
    [
      'nobody in particular',
      'email\nnull\nada@x.io\n"undefined"\n',
      [
        { line: 2, reason: 'placeholder' },
        { line: 4, reason: 'placeholder' },
      ],
    ],
    [
      'more cells than the first line',
      'email,name\nx,ada@x.io,Ada\n',
      [{ line: 2, reason: 'too_many_columns' }],
    ],
    [
      'lines are told as the file has them',
      'sep=;\nname;email\n\n"A\nB";a@x.io\n\nC;\n',
      [{ line: 7, reason: 'missing' }],
    ],
  ])('tells where it cannot be used: %s', async (_, file, rejected) => {
    expect((await read(file)).rejected).toEqual(rejected);
  });

  it.each<[string, string, RegExp]>([
    [
      'no column of identities',
      'name,plan\nAda,Pro\n',
      /has 2 cells, and none of them is identity, email or person/,
    ],
    ['a comma in the first line', 'Lovelace, Ada\n', /has 2 cells/],
    ['a quote that never ends', 'identity\nada\n"bob\ncid\n', /after 2 is opened and never closed/],
  ])('is refused: %s', async (_, file, message) => {
    await expect(read(file)).rejects.toMatchObject({
      code: 'invalid_request',
      message: expect.stringMatching(message),
    });
  });

  it('counts what comes again, and takes anybody to remove', async () => {
    expect(await read('identity\nada\nADA@x.io\nada@X.io\nada\n')).toMatchObject({
      identities: ['ada', 'ada@x.io'],
      repeated: 2,
    });
    expect((await read('null\n', true)).identities).toEqual(['null']);
  });
});
