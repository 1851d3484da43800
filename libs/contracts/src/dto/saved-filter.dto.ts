import { CONNECTOR_TYPES, type ConnectorType, MODEL_ID_MAX_LENGTH } from '../constants/aicore.constants.js';
import {
  FEATURES,
  type Feature,
  RANGE_PRESETS,
  type RangePreset,
  SAVED_FILTER_NAME_MAX_LENGTH,
  SEARCH_MAX_LENGTH,
  TRANSACTION_TYPES,
  type TransactionType,
} from '../constants/billing.constants.js';
import { Day, IsoTime, ListOf, Nested, OneOf, Text, Uuid } from '../fields/fields.js';

/** A filter on bookings as people keep it: its days are a range that moves with the calendar, or two fixed ones. */
export class BookingFilterDto {
  @OneOf(RANGE_PRESETS, { optional: true })
  range?: RangePreset;

  @Day({ optional: true })
  from?: string;

  @Day({ optional: true })
  to?: string;

  @OneOf(TRANSACTION_TYPES, { optional: true })
  type?: TransactionType;

  @OneOf(CONNECTOR_TYPES, { optional: true })
  connectorType?: ConnectorType;

  @Text({ max: MODEL_ID_MAX_LENGTH, optional: true })
  model?: string;

  @OneOf(FEATURES, { optional: true })
  feature?: Feature;

  @Uuid({ optional: true })
  userId?: string;

  @Uuid({ optional: true })
  automationId?: string;

  @Uuid({ optional: true })
  runId?: string;

  @Uuid({ optional: true })
  accountId?: string;

  @Text({ max: SEARCH_MAX_LENGTH, optional: true })
  q?: string;
}

export class SaveFilterDto {
  @Text({ max: SAVED_FILTER_NAME_MAX_LENGTH })
  name!: string;

  @Nested(() => BookingFilterDto)
  filter!: BookingFilterDto;
}

export class UpdateSavedFilterDto {
  @Text({ max: SAVED_FILTER_NAME_MAX_LENGTH, optional: true })
  name?: string;

  @Nested(() => BookingFilterDto, { optional: true })
  filter?: BookingFilterDto;
}

export class SavedFilterDto {
  @Uuid()
  id!: string;

  @Text({ max: SAVED_FILTER_NAME_MAX_LENGTH })
  name!: string;

  @Nested(() => BookingFilterDto)
  filter!: BookingFilterDto;

  @IsoTime()
  updatedAt!: string;
}

export class SavedFilterPageDto {
  @ListOf(() => SavedFilterDto, { description: 'by name' })
  items!: SavedFilterDto[];

  @Text({ max: 400, nullable: true, description: 'always null' })
  nextCursor!: string | null;
}
