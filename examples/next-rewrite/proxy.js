import { NextResponse } from 'next/server';
import { toPassed } from './kmq-headers.js';

export const config = { matcher: '/t/:path*' };

/** Takes away from requests to kmq what is none of its business; `middleware` in Next.js before 16. */
export const proxy = (request) =>
  request.nextUrl.pathname === '/t/' && request.method !== 'POST'
    ? new NextResponse('Not found', { status: 404 })
    : NextResponse.next({ request: { headers: toPassed(request.headers) } });
