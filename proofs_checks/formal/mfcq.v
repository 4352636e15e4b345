(* The constraint qualification off the midpoints: where psi <= 0 its slope vanishes at midpoints only,
   and below the limit on epsilon psi < 0 at them. Both psi, any number of coordinates. *)
From Coq Require Import Reals Lra Psatz List Arith Lia.
From Askew Require Import kernel levels sides basins intervals sums.
Open Scope R_scope.

Lemma flat q eps kind w : increasing q -> (0 < length q)%nat ->
  remoteness w q eps kind < eps -> slope w q kind = 0 ->
  exists j, (S j < length q)%nat /\ w = (lv q j + lv q (S j)) / 2.
Proof.
  intros Inc Len Hp Hs. destruct (product_zero q w Inc Len) as [P0 _].
  unfold remoteness, remoteness_in_cell, slope, slope_in_cell in *. cbv zeta in *.
  set (p := product_in_cell w (cell w q) q) in *.
  assert (P : 0 < p) by (destruct Nat.eq_dec in Hp; nra).
  assert (D : product_slope_in_cell w (cell w q) q = 0) by (destruct Nat.eq_dec in Hs; nra).
  unfold product_slope_in_cell in D.
  assert (Short : forall v, (cell v q <= length q)%nat).
  { intros v. unfold cell. assert (L : forall rounds index, (index <= length q)%nat ->
      (cell_loop rounds v q index <= length q)%nat).
    { induction rounds as [|rounds IH]; intros index H; simpl; [exact H|].
      destruct lt_dec; [|exact H]. destruct Rle_dec; [apply IH; lia | exact H]. }
    apply L; lia. }
  specialize (Short w). destruct (cell w q) as [|j]; [simpl in D; lra|].
  destruct (Nat.eq_dec (S j) 0); [lia|]. destruct (Nat.eq_dec (S j) (length q)); [lra|].
  replace (S j - 1)%nat with j in D by lia. exists j. split; [lia | unfold lv; lra].
Qed.

Theorem slope_vanishes q eps kind w : increasing q -> (0 < length q)%nat -> 0 < eps ->
  remoteness w q eps kind <= 0 -> slope w q kind = 0 ->
  exists j, (S j < length q)%nat /\ w = (lv q j + lv q (S j)) / 2.
Proof. intros Inc Len He Hp. apply (flat q eps kind w Inc Len). lra. Qed.

Theorem midpoint_infeasible q eps kind j : increasing q -> 0 < eps -> (S j < length q)%nat ->
  (if Nat.eq_dec kind QUARTIC then 16 * eps < (lv q (S j) - lv q j) ^ 4
   else 4 * eps < (lv q (S j) - lv q j) ^ 2) ->
  remoteness ((lv q j + lv q (S j)) / 2) q eps kind < 0.
Proof.
  intros Inc He Hj G. assert (I := Inc j Hj).
  unfold remoteness. rewrite (cell_is q Inc _ (S j)); [|lia | intros i [= <-]; lra | intros; lra].
  unfold remoteness_in_cell, product_in_cell. cbv zeta. replace (S j - 1)%nat with j by lia.
  fold (lv q j) (lv q (S j)). set (a := lv q j) in *. set (b := lv q (S j)) in *.
  destruct (Nat.eq_dec (S j) 0); [lia|]. destruct (Nat.eq_dec (S j) (length q)); [lia|].
  replace (((a + b) / 2 - a) * (b - (a + b) / 2)) with ((b - a) ^ 2 / 4) by field.
  destruct Nat.eq_dec; lra.
Qed.

Theorem mfcq n (q : nat -> list R) eps kind (w : nat -> R) :
  (forall i, (i < n)%nat -> increasing (q i) /\ (0 < length (q i))%nat) -> 0 < eps ->
  (forall i j, (i < n)%nat -> (S j < length (q i))%nat -> w i = (lv (q i) j + lv (q i) (S j)) / 2 ->
    0 < remoteness (w i) (q i) eps kind) ->
  forall i, (i < n)%nat -> remoteness (w i) (q i) eps kind <= 0 ->
    0 < slope (w i) (q i) kind * slope (w i) (q i) kind.
Proof.
  intros Hq He Off i Hi Hp. destruct (Hq i Hi) as [Inc Len].
  destruct (Req_dec (slope (w i) (q i) kind) 0) as [Z|Z]; [|nra].
  destruct (slope_vanishes _ _ _ _ Inc Len He Hp Z) as (j & Hj & E). specialize (Off i j Hi Hj E). lra.
Qed.

(* below the limit on epsilon every point of C_eps is such a point *)
Theorem mfcq_feasible n (q : nat -> list R) eps kind (w : nat -> R) :
  (forall i, (i < n)%nat -> increasing (q i) /\ (0 < length (q i))%nat) -> 0 < eps ->
  (forall i j, (i < n)%nat -> (S j < length (q i))%nat ->
    if Nat.eq_dec kind QUARTIC then 16 * eps < (lv (q i) (S j) - lv (q i) j) ^ 4
    else 4 * eps < (lv (q i) (S j) - lv (q i) j) ^ 2) ->
  (forall i, (i < n)%nat -> 0 <= remoteness (w i) (q i) eps kind) ->
  forall i, (i < n)%nat -> remoteness (w i) (q i) eps kind <= 0 ->
    0 < slope (w i) (q i) kind * slope (w i) (q i) kind.
Proof.
  intros Hq He Hgap Feas. apply mfcq; auto. intros i j Hi Hj E.
  assert (M := midpoint_infeasible (q i) eps kind j (proj1 (Hq i Hi)) He Hj (Hgap i j Hi Hj)).
  rewrite <- E in M. specialize (Feas i Hi). lra.
Qed.

(* V_alpha is what finitely many linear inequalities leave, and so it is convex *)
Theorem polyhedron n (q : nat -> list R) eps alpha kind (w : nat -> R) :
  let V := fun v : nat -> R => forall i, (i < n)%nat -> remoteness (w i) (q i) eps kind <= 0 ->
    - alpha * remoteness (w i) (q i) eps kind <= slope (w i) (q i) kind * v i in
  (exists rows : list ((nat -> R) * R), forall v,
    V v <-> forall row, In row rows -> snd row <= sum n (fun i => fst row i * v i)) /\
  (forall u v t, V u -> V v -> 0 <= t <= 1 -> V (fun i => t * u i + (1 - t) * v i)).
Proof.
  intros V. split.
  - set (act := fun i => if Rle_dec (remoteness (w i) (q i) eps kind) 0 then true else false).
    set (row := fun i => (fun j => if Nat.eq_dec j i then slope (w i) (q i) kind else 0,
      - alpha * remoteness (w i) (q i) eps kind)).
    assert (Pick : forall m i c v, sum m (fun j => (if Nat.eq_dec j i then c else 0) * v j) =
      if lt_dec i m then c * v i else 0).
    { induction m as [|m IH]; intros i c v; cbn [sum]; [destruct (lt_dec i 0); [lia | reflexivity]|].
      rewrite IH. destruct (Nat.eq_dec m i) as [->|N]; repeat match goal with |- context [lt_dec ?a ?b] => destruct (lt_dec a b) end; try lia; ring. }
    exists (map row (filter act (seq 0 n))). intros v. split.
    + intros Hv r Hr. apply in_map_iff in Hr. destruct Hr as (i & <- & Hi).
      apply filter_In in Hi. destruct Hi as [Hi A]. apply in_seq in Hi. unfold act in A.
      destruct (Rle_dec (remoteness (w i) (q i) eps kind) 0) in A; [|discriminate]. simpl. rewrite Pick. destruct (lt_dec i n); [|lia].
      apply Hv; [lia | assumption].
    + intros Hr i Hi Hp. assert (R := Hr (row i)). simpl in R. rewrite Pick in R.
      destruct (lt_dec i n) in R; [|contradiction]. apply R. apply in_map. apply filter_In.
      split; [apply in_seq; lia|]. unfold act. destruct Rle_dec; [reflexivity | contradiction].
  - intros u v t Hu Hv Ht i Hi Hp. specialize (Hu i Hi Hp). specialize (Hv i Hi Hp).
    set (s := slope (w i) (q i) kind) in *. set (p := remoteness (w i) (q i) eps kind) in *.
    replace (s * (t * u i + (1 - t) * v i)) with (t * (s * u i) + (1 - t) * (s * v i)) by ring.
    assert (t * (- alpha * p) <= t * (s * u i)) by (apply Rmult_le_compat_l; lra).
    assert ((1 - t) * (- alpha * p) <= (1 - t) * (s * v i)) by (apply Rmult_le_compat_l; lra). lra.
Qed.

Theorem empty_exactly n (q : nat -> list R) eps alpha kind (w : nat -> R) :
  (forall i, (i < n)%nat -> increasing (q i) /\ (0 < length (q i))%nat) -> 0 <= eps -> 0 < alpha ->
  (exists v : nat -> R, forall i, (i < n)%nat -> remoteness (w i) (q i) eps kind <= 0 ->
    - alpha * remoteness (w i) (q i) eps kind <= slope (w i) (q i) kind * v i) <->
  forall i j, (i < n)%nat -> (S j < length (q i))%nat -> w i = (lv (q i) j + lv (q i) (S j)) / 2 ->
    0 <= remoteness (w i) (q i) eps kind.
Proof.
  intros Hq He Ha. split.
  - intros (v & Hv) i j Hi Hj E. destruct (Hq i Hi) as [Inc _]. assert (I := Inc j Hj).
    apply Rnot_lt_le. intros N. specialize (Hv i Hi ltac:(lra)).
    assert (Z : slope (w i) (q i) kind = 0).
    { unfold slope. rewrite (cell_is (q i) Inc (w i) (S j)); [|lia | intros k [= <-]; lra | intros; lra].
      assert (D : product_slope_in_cell (w i) (S j) (q i) = 0).
      { unfold product_slope_in_cell. replace (S j - 1)%nat with j by lia.
        destruct (Nat.eq_dec (S j) 0); [lia|]. destruct (Nat.eq_dec (S j) (length (q i))); [lia|].
        unfold lv in E. lra. }
      unfold slope_in_cell. cbv zeta. rewrite D. destruct Nat.eq_dec; ring. }
    rewrite Z in Hv. nra.
  - intros H. exists (fun i => - alpha * remoteness (w i) (q i) eps kind / slope (w i) (q i) kind).
    intros i Hi Hp. destruct (Req_dec (slope (w i) (q i) kind) 0) as [Z|Z].
    + destruct (Hq i Hi) as [Inc Len]. destruct Hp as [Hp|Hp]; [|rewrite Hp, Z; lra].
      destruct (flat (q i) eps kind (w i) Inc Len ltac:(lra) Z) as (j & Hj & E). specialize (H i j Hi Hj E). lra.
    + right. field. exact Z.
Qed.
