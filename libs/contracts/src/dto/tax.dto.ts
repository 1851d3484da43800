import { VAT_ID_MAX_LENGTH } from '../constants/address.constants.js';
import { NAME_MAX_LENGTH } from '../constants/common.constants.js';
import { Day, DecimalText, Flag, IsoTime, ListOf, Text, Uuid } from '../fields/fields.js';

/** Whether the operator is registered for MWST from a day on, until the next such day. */
export class TaxSettingDto {
  @Uuid()
  id!: string;

  @Day({ description: 'first day, Europe/Zurich' })
  validFrom!: string;

  @Flag()
  registered!: boolean;

  @Text({ max: VAT_ID_MAX_LENGTH, nullable: true, description: 'null where not registered' })
  uid!: string | null;

  @DecimalText({ nullable: true, description: 'per cent, such as 8.1; null where not registered' })
  ratePercent!: string | null;

  @Flag({ description: 'what holds today' })
  current!: boolean;

  @Text({ max: NAME_MAX_LENGTH })
  author!: string;

  @IsoTime()
  createdAt!: string;

  @IsoTime({ nullable: true })
  withdrawnAt!: string | null;

  @Text({ max: NAME_MAX_LENGTH, nullable: true })
  withdrawnBy!: string | null;
}

export class TaxSettingsDto {
  @ListOf(() => TaxSettingDto, { description: 'the latest day first' })
  items!: TaxSettingDto[];
}

export class NewTaxSettingDto {
  @Day({ description: 'first day, Europe/Zurich' })
  validFrom!: string;

  @Flag()
  registered!: boolean;

  @Text({ max: 40, optional: true, nullable: true, description: 'CHE-123.456.789 MWST; of a registered operator' })
  uid?: string | null;

  @DecimalText({ optional: true, nullable: true, description: 'per cent; of a registered operator' })
  ratePercent?: string | null;
}
