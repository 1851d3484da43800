import { Global, Module } from '@nestjs/common';
import { Clock } from './clock.js';
import { RequestContext } from './context/request-context.js';

/** What every module may use: the clock and the request's context. */
@Global()
@Module({ providers: [Clock, RequestContext], exports: [Clock, RequestContext] })
export class CommonModule {}
