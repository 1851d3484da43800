import { Injectable } from '@nestjs/common';
import {
  type BookingFilterDto,
  SAVED_FILTERS_MAX,
  type SavedFilterDto,
  type SavedFilterPageDto,
  type SaveFilterDto,
  type UpdateSavedFilterDto,
} from '@nyla/contracts';
import { RequestContext } from '../common/context/request-context.js';
import { NotFoundError, ValidationError } from '../common/errors/domain-error.js';
import { newId } from '../common/ids.js';
import { type SavedFilterRow, SavedFiltersRepository } from './saved-filters.repository.js';

/** The caller's own filters on bookings in the active mandate. */
@Injectable()
export class SavedFiltersService {
  constructor(
    private readonly repository: SavedFiltersRepository,
    private readonly context: RequestContext,
  ) {}

  async list(): Promise<SavedFilterPageDto> {
    const rows = await this.repository.list(...this.owner());
    return { items: rows.map(savedFilterDto), nextCursor: null };
  }

  /** @throws DomainError common.conflict when the name is taken, common.validation_failed when there are too many */
  async save({ name, filter }: SaveFilterDto): Promise<SavedFilterDto> {
    refuseEmpty(filter);
    const row = await this.repository.add(...this.owner(), { id: newId(), name, filter }, SAVED_FILTERS_MAX);
    if (!row) {
      const message = `at most ${SAVED_FILTERS_MAX} filters can be kept`;
      throw new ValidationError([{ field: 'name', constraint: 'tooMany', message }]);
    }
    return savedFilterDto(row);
  }

  /** @throws NotFoundError also for a filter of somebody else */
  async update(id: string, changes: UpdateSavedFilterDto): Promise<SavedFilterDto> {
    if (changes.filter) refuseEmpty(changes.filter);
    const row = await this.repository.change(...this.owner(), id, changes);
    if (!row) throw new NotFoundError();
    return savedFilterDto(row);
  }

  /** @throws NotFoundError also for a filter of somebody else */
  async remove(id: string): Promise<void> {
    if (!(await this.repository.remove(...this.owner(), id))) throw new NotFoundError();
  }

  private owner(): [mandateId: string, userId: string] {
    return [this.context.mandate.id, this.context.caller.userId];
  }
}

function savedFilterDto({ id, name, filter, updated_at }: SavedFilterRow): SavedFilterDto {
  return { id, name, filter, updatedAt: updated_at };
}

/** @throws ValidationError for a filter that lets everything through */
function refuseEmpty(filter: BookingFilterDto): void {
  if (Object.values(filter).some((value) => value !== undefined)) return;
  throw new ValidationError([{ field: 'filter', constraint: 'isNotEmpty', message: 'filter holds no condition' }]);
}
