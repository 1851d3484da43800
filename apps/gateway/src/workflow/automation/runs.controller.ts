import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiHeader, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { PageQuery, RunDetailDto, RunDto, RunPageDto, StartRunDto } from '@nyla/contracts';
import type { FastifyReply } from 'fastify';
import { takeUntil, timer } from 'rxjs';
import { RequestContext } from '../../common/context/request-context.js';
import { sendEvents } from '../../common/http/event-stream.js';
import { IdempotencyKey } from '../../common/http/idempotency-key.decorator.js';
import { StreamLimit } from '../../common/http/stream-limit.js';
import { UuidParam } from '../../common/http/uuid-param.pipe.js';
import { RequirePermission } from '../../rbac/access.decorator.js';
import { RunStarterService } from './run-starter.service.js';
import { RunsService } from './runs.service.js';

/** A stream ends after this long; its reader connects again, and who has lost the right to it is refused then. */
const WATCH_MS = 10 * 60_000;
/** Open streams of one person on one gateway: more tabs than anybody reads. */
const MAX_STREAMS = 30;

@ApiTags('automation')
@Controller('automations/:id/runs')
@RequirePermission('data.automations.own')
export class RunsController {
  private readonly streams = new StreamLimit(MAX_STREAMS);

  constructor(
    private readonly runs: RunsService,
    private readonly starter: RunStarterService,
    private readonly context: RequestContext,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Runs of an automation, newest first' })
  @ApiOkResponse({ type: RunPageDto })
  list(@Param('id', UuidParam) id: string, @Query() query: PageQuery): Promise<RunPageDto> {
    return this.runs.list(id, query);
  }

  /** The run waits for its turn; its progress is told by its events. */
  @Post()
  @ApiOperation({ summary: 'Starts a run; a test may try a definition that is not saved' })
  @ApiCreatedResponse({ type: RunDto })
  @ApiHeader({ name: 'Idempotency-Key', required: false })
  start(
    @Param('id', UuidParam) id: string,
    @Body() body: StartRunDto,
    @IdempotencyKey({ required: false }) key: string | null,
  ): Promise<RunDto> {
    return this.starter.start(id, key, body);
  }

  @Get(':runId')
  @ApiOperation({ summary: 'A run with its steps, inputs and outputs' })
  @ApiOkResponse({ type: RunDetailDto })
  get(@Param('id', UuidParam) id: string, @Param('runId', UuidParam) runId: string): Promise<RunDetailDto> {
    return this.runs.get(id, runId);
  }

  /** Events `run`, `step` and, when it has ended, `done`; first as everything is, then every change. */
  @Get(':runId/events')
  @ApiOperation({ summary: 'Progress of a run, as events named `run`, `step` and `done`' })
  @ApiProduces('text/event-stream')
  @ApiOkResponse({ description: 'server-sent events', schema: { type: 'string' } })
  async watch(
    @Param('id', UuidParam) id: string,
    @Param('runId', UuidParam) runId: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const events = await this.runs.watch(id, runId);
    const counted = events.pipe(takeUntil(timer(WATCH_MS)), this.streams.counted(this.context.caller.userId));
    sendEvents(reply, counted);
  }

  @Post(':runId/cancel')
  @ApiOperation({ summary: 'Ends a run; what it used until then is booked' })
  @HttpCode(200)
  @ApiOkResponse({ type: RunDto })
  cancel(@Param('id', UuidParam) id: string, @Param('runId', UuidParam) runId: string): Promise<RunDto> {
    return this.starter.cancel(id, runId);
  }

  @Post(':runId/retry')
  @ApiOperation({ summary: 'Runs a run again from the step at which it ended; what was done is used as it is' })
  @ApiCreatedResponse({ type: RunDto })
  @ApiHeader({ name: 'Idempotency-Key', required: false })
  retry(
    @Param('id', UuidParam) id: string,
    @Param('runId', UuidParam) runId: string,
    @IdempotencyKey({ required: false }) key: string | null,
  ): Promise<RunDto> {
    return this.starter.retry(id, runId, key);
  }
}
